FROM base
ADD files.tar.gz /dest
