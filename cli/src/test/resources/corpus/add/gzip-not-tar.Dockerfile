FROM base
ADD tool.gz /dest/
