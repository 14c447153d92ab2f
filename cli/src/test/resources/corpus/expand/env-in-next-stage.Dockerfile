FROM base AS one
ENV KEEP=1 PATH=/x:$PATH
FROM one
RUN echo "$KEEP $PATH" > /out
