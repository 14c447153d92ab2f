FROM base
WORKDIR /w
COPY a.txt .
COPY a.txt sub/
COPY a.txt ./named
