FROM base
RUN --mount=type=cache,target=/c1,sharing=locked,id=corpus-l --mount=type=cache,target=/c2,sharing=private,id=corpus-p touch /c1/a /c2/b && ls /c1 /c2 > /out
