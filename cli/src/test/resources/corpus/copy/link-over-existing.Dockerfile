FROM base
COPY --link dir /opt/dir
