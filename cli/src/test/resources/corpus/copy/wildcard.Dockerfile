FROM base
COPY *.txt /dest/
