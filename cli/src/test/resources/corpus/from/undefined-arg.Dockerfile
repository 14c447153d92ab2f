FROM ${UNDEFINED}
# case: fails
