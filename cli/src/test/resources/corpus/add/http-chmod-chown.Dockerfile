FROM base
ARG URL
ADD --chmod=711 --chown=app:extra $URL/a.txt /dest/
# case: args --build-arg URL=@HTTP@
