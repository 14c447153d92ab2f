FROM base
COPY a.txt b.txt /dest
# case: fails
# case: only the peer writes both into one file; the reference asks for a trailing slash
