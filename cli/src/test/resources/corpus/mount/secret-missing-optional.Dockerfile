FROM base
RUN --mount=type=secret,id=absent test ! -e /run/secrets/absent && echo ok > /out
