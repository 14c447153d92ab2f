FROM base
SHELL ["/bin/sh", "-ec"]
RUN echo "$0" > /out; true
