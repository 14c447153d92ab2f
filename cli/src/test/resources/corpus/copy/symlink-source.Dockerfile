FROM base
COPY link /dest
