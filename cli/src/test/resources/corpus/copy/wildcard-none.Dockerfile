FROM base
COPY *.nothing /dest/
# case: fails
