FROM base
ARG M=755
COPY --chmod=$M a.txt /x
