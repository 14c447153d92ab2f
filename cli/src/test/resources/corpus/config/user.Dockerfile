FROM base
USER app:extra
