FROM base
COPY d* /dest/
