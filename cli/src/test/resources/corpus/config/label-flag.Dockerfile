FROM base
LABEL a=1
# case: args --label a=2 --label new=3
