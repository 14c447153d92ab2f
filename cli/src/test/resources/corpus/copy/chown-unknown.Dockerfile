FROM base
COPY --chown=nobody-here a.txt /dest
# case: fails
