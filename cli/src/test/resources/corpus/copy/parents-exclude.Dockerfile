FROM base
COPY --parents --exclude=**/deep dir /dest/
# case: only --parents came to the stable syntax after the peer was released
# case: expect dest/dir/sub/three.txt f 750 0:0 2
# case: expect dest/dir/sub/deep absent
