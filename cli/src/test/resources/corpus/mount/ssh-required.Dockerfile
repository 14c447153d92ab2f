FROM base
RUN --mount=type=ssh,required=true true
# case: fails
