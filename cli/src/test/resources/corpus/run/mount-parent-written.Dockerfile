FROM base
RUN --mount=type=cache,target=/var/cache/x echo 1 > /var/cache/y
