FROM base
RUN umask > /out && hostname >> /out
