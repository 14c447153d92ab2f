FROM base
ONBUILD ONBUILD RUN x
# case: fails
