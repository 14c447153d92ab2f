FROM base
COPY dir /dest
