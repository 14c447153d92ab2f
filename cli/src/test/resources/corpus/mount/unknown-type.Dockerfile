FROM base
RUN --mount=type=bnd,target=/c true
# case: fails
