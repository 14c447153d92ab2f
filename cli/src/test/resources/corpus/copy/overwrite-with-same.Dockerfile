FROM base
COPY a.txt /x
COPY a.txt /x
