FROM base
COPY dir /opt/dir
