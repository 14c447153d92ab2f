FROM base
COPY dangling /dest
# case: fails
