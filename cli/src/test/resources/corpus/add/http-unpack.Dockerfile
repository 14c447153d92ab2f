FROM base
ARG URL
ADD --unpack=true $URL/files.tar.gz /dest/
# case: args --build-arg URL=@HTTP@
