FROM base
RUN ulimit -n > /out
# case: args --ulimit nofile=1234:2345
