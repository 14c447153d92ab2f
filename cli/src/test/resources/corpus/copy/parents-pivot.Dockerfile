FROM base
COPY --parents tree/./x/y/2.txt /dest/
