FROM base
ARG URL
ADD --checksum=sha256:b6a98d9ce9a2d9149288fa3df42d377c3e42737afdcdaf714e33c0a100b51060 $URL/a.txt /dest/
# case: args --build-arg URL=@HTTP@
