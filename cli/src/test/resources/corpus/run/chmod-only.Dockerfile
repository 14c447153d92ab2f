FROM base
RUN chmod 640 /etc/base-file && chown app /opt/dir
