FROM base
ARG P=/c
RUN --mount=type=cache,id=corpus-exp,target=${P}/x touch $P/x/y && ls ${P} > /out
