FROM base AS one
RUN mkdir /data && echo s > /data/f
FROM base
RUN --mount=type=bind,from=one,source=/data,target=/mnt cp /mnt/f /out
