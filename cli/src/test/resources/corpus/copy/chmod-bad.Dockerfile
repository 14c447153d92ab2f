FROM base
COPY --chmod=9x a.txt /x
# case: fails
