FROM base
RUN --security=insecure true
# case: fails
