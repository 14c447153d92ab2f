FROM base
COPY a.txt /opt/dir
