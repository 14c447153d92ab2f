FROM base
ENV A=${B!x}
# case: fails
