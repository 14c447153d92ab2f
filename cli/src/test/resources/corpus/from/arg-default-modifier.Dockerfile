FROM ${NONE:-base}
RUN echo ok > /out
