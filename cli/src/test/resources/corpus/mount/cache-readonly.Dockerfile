FROM base
RUN --mount=type=cache,id=corpus-ro,target=/c,ro touch /c/x
# case: fails
