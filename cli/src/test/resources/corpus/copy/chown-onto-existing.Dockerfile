FROM base
COPY --chown=app dir /opt/dir
