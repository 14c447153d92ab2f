FROM base
WORKDIR /opt/link-to-dir/new
RUN pwd > /out
