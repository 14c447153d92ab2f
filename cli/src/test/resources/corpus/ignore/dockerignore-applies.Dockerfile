FROM base
COPY ignored /dest
