FROM base
COPY empty-dir /dest
COPY empty-dir /dest2/
