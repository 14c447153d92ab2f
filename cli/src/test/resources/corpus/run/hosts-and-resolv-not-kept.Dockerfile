FROM base
RUN cat /etc/hosts /etc/resolv.conf > /dev/null && ls /etc > /out
