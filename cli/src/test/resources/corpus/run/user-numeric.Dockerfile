FROM base
USER 1000
RUN id > /tmp/id; echo "$HOME" > /tmp/h
