FROM base
RUN rm -r /opt/dir && rm /etc/base-file
