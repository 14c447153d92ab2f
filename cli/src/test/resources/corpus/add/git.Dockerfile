FROM base
ARG REPO
ADD $REPO /src
# case: args --build-arg REPO=@GIT@
