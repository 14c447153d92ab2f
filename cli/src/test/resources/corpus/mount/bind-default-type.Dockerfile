FROM base
RUN --mount=target=/ctx,source=dir ls /ctx > /out
