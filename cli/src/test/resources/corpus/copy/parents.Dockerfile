FROM base
COPY --parents tree/x/1.txt tree/z/3.txt /dest/
# case: only the peer's built-in frontend has no --parents
# case: expect dest/tree d 755 0:0
# case: expect dest/tree/x/1.txt f 644 0:0 3
# case: expect dest/tree/z/3.txt f 644 0:0 3
