FROM base
COPY tree/*/*.txt /dest/
