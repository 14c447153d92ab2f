FROM base
COPY --parents tree/**/*.txt /dest/
