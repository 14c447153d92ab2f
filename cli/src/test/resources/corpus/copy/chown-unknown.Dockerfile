FROM base
COPY --chown=nobody-here a.txt /dest
# case: fails
# case: only the peer takes an unknown name for root when /etc/passwd is there
