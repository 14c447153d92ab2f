FROM base
COPY dir /opt/link-to-dir
