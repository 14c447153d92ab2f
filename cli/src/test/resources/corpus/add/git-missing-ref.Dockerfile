FROM base
ARG REPO
ADD $REPO#nowhere /src
# case: args --build-arg REPO=@GIT@
# case: fails
