FROM base
RUN --security=insecure grep -q "^Seccomp:.0" /proc/self/status && mount -t tmpfs tmpfs /opt && umount /opt && touch /insecure
# case: args --allow security.insecure
# case: only the built-in frontend of the peer has no --security
# case: expect insecure f 644 0:0
