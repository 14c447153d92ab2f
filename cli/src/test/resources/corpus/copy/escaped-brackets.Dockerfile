FROM base
COPY brackets[[]1].txt /dest/
