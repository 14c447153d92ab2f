FROM base
HEALTHCHECK CMD x
HEALTHCHECK NONE
# case: ignore-history the peer prints a Go value there; newer releases print it as Slipway does
