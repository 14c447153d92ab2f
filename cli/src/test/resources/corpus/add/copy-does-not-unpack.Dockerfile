FROM base
COPY files.tar.gz /dest/
