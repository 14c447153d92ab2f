FROM base
ADD files.tar.xz /dest/
