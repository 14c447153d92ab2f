FROM base
RUN ["/bin/touch", "/out", "/b c"]
