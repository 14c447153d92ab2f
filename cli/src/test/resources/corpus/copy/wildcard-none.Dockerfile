FROM base
COPY *.nothing /dest/
