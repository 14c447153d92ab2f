FROM base
COPY --from=extra . /extra/
# case: args --build-context extra=@SCRATCH@/context/tree
