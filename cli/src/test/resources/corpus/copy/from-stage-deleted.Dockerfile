FROM base AS s
RUN rm /opt/dir/one && rm -r /opt/dir/sub && mkdir /opt/dir/sub && touch /opt/dir/sub/new
FROM base
COPY --from=s /opt/dir /e
