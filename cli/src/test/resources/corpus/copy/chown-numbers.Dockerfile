FROM base
COPY --chown=55:66 a.txt /dest
