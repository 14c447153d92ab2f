FROM base
ARG REPO
ADD --keep-git-dir=true $REPO#v1 /src
RUN test -d /src/.git && test -f /src/.git/HEAD && rm -rf /src/.git
# case: args --build-arg REPO=@GIT@
