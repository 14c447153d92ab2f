FROM base
HEALTHCHECK --interval=5m --timeout=3s --start-period=1m30s --start-interval=2s --retries=4 CMD wget -q x || exit 1
# case: ignore-history the peer prints a Go value there; newer releases print it as Slipway does
