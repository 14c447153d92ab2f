FROM alpine:3.20 AS fetch
ARG VERSION=1.4.2
ARG SHA256=0000000000000000000000000000000000000000000000000000000000000000
RUN wget -O /tmp/tool.tar.gz https://downloads.example/tool/${VERSION}/tool-linux-amd64.tar.gz \
    && echo "${SHA256}  /tmp/tool.tar.gz" | sha256sum -c \
    && tar -xzf /tmp/tool.tar.gz -C /usr/local/bin tool
ADD --checksum=sha256:0000000000000000000000000000000000000000000000000000000000000000 \
    https://downloads.example/tool/schema.json /usr/local/share/tool/schema.json

FROM alpine:3.20
RUN --mount=type=cache,target=/var/cache/apk apk add --update-cache ca-certificates
COPY --from=fetch /usr/local /usr/local
USER guest
ENTRYPOINT ["tool"]
