FROM base AS broken
RUN false
FROM base
RUN echo ok > /out
