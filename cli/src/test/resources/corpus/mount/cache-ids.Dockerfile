FROM base
RUN --mount=type=cache,id=corpus-ids,target=/c echo kept > /c/f
RUN --mount=type=cache,id=corpus-ids,target=/d cat /d/f > /out
