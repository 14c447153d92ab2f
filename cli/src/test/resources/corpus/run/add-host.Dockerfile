FROM base
RUN grep -c "10.1.2.3.*some.host" /etc/hosts > /out
# case: args --add-host some.host:10.1.2.3
