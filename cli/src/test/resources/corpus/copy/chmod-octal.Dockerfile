FROM base
COPY --chmod=640 dir /dest
