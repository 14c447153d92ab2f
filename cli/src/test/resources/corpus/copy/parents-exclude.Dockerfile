FROM base
COPY --parents --exclude=**/deep dir /dest/
