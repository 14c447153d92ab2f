FROM base
USER app
COPY a.txt /deep/er/path/
