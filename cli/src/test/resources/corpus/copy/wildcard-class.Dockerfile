FROM base
COPY [a-b].txt /dest/
