FROM base
COPY ignored/secret.txt /
# case: fails
