FROM base
COPY --parents tree/./x/y/2.txt /dest/
# case: only the peer's built-in frontend has no --parents
# case: expect dest/x/y/2.txt f 644 0:0 4
# case: expect dest/tree absent
