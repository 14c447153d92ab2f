FROM base
COPY --from=base /opt/link-to-dir/one /x
COPY --from=base /opt/link-to-dir /y
