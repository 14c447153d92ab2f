FROM base
ARG URL
ADD $URL/files.tar.gz /dest/
# case: args --build-arg URL=@HTTP@
