FROM base
ARG REPO
ADD $REPO#v1:sub /src
# case: args --build-arg REPO=@GIT@
