FROM base
COPY --chmod=4755 run.sh /dest
