FROM base
RUN --mount=type=secret,id=absent,required=true true
# case: fails
