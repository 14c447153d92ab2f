FROM base
COPY --chown=app a.txt /dest
COPY --chown=77 a.txt /dest2
