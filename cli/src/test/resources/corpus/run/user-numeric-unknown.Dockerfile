FROM base
USER 4321:9876
RUN id > /tmp/id; echo "$HOME" > /tmp/h
