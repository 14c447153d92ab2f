FROM base
RUN --mount=type=cache,target=/var/cache/x --mount=type=tmpfs,target=/scratch/t touch /var/cache/x/f /scratch/t/g
# case: ignore-history the peer keeps a layer for a step that changed nothing; Slipway by provenance says empty_layer, as the classic builder does
