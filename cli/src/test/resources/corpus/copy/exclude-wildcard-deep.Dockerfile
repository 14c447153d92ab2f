FROM base
COPY --exclude=**/*.log --exclude=.hidden dir /dest
