FROM base
RUN df -k /dev/shm | tail -1 | tr -s " " | cut -d" " -f2 > /out
# case: args --shm-size 128m
