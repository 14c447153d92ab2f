FROM base
COPY a.txt .
COPY b.txt ./
