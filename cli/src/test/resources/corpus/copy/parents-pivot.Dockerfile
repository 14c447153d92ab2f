FROM base
COPY --parents tree/./x/y/2.txt /dest/
# case: only --parents came to the stable syntax after the peer was released
# case: expect dest/x/y/2.txt f 644 0:0 4
# case: expect dest/tree absent
