FROM base
COPY a.txt /opt/absolute-link/x
