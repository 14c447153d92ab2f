FROM base AS seed
RUN mkdir /s && echo seeded > /s/f
FROM base
RUN --mount=type=cache,id=corpus-seed,from=seed,source=/s,target=/c cat /c/f > /out
