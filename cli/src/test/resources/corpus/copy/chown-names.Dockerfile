FROM base
COPY --chown=app:extra dir /new/dest
