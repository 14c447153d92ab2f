FROM base
ADD --unpack=false files.tar.gz /dest/
