FROM base
COPY . /dest
RUN test ! -e /dest/junk.tmp
