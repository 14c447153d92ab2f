FROM base
COPY a.txt /opt/link-to-dir/
