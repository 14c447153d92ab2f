FROM base
COPY di* /dest/
