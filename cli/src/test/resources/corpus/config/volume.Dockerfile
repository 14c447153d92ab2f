FROM base
VOLUME /a /b
VOLUME ["/c d", "/e"]
RUN mkdir -p /a && touch /a/x
