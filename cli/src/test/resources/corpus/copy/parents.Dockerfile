FROM base
COPY --parents tree/x/1.txt tree/z/3.txt /dest/
