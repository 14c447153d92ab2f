FROM base
COPY --parents tree/**/*.txt /dest/
# case: only the peer's built-in frontend has no --parents
# case: expect dest/tree/x/1.txt f 644 0:0 3
# case: expect dest/tree/x/y/2.txt f 644 0:0 4
# case: expect dest/tree/z/3.txt f 644 0:0 3
