FROM base
RUN --mount=type=cache,target=/var/cache/x --mount=type=tmpfs,target=/scratch/t touch /var/cache/x/f /scratch/t/g
