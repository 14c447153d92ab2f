FROM base
ENV A=${UNSET:?is needed}
# case: fails
