FROM base
COPY --parents --exclude=**/deep dir /dest/
# case: only the peer's built-in frontend has no --parents
# case: expect dest/dir/sub/three.txt f 750 0:0 2
# case: expect dest/dir/sub/deep absent
