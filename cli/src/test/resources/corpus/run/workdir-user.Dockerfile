FROM base
USER app
WORKDIR /made/here
