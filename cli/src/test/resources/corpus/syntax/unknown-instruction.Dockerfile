FROM base
RUM echo
# case: fails
