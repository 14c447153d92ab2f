FROM base
USER app
RUN id -u > /tmp/u && id -g > /tmp/g && id -G > /tmp/G && echo "$HOME" > /tmp/h
