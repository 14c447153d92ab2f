FROM base
RUN echo hi > /out
ENV A=b
