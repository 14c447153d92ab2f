FROM base
HEALTHCHECK CMD ["/check", "now"]
