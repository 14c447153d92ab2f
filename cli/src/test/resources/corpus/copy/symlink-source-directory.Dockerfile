FROM base
COPY dirlink /dest
