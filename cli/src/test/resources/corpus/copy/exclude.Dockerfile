FROM base
COPY --exclude=*.log --exclude=sub/deep dir /dest
