FROM base
COPY a.txt b.txt /dest
# case: fails
