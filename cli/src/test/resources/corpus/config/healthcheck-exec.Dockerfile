FROM base
HEALTHCHECK CMD ["/check", "now"]
# case: ignore-history the peer prints a Go value there; newer releases print it as Slipway does
