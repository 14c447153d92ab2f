FROM base
USER app:extra
RUN id > /tmp/id
