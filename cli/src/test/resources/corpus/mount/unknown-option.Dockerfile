FROM base
RUN --mount=type=cache,targt=/c true
# case: fails
