FROM base
COPY --link a.txt dir /opt/new/
COPY --link --chown=1000:1001 --chmod=700 b.txt /opt/b
