FROM base AS one
ARG A=1
RUN echo "$A" > /one
FROM base
RUN echo "[$A]" > /out
COPY --from=one /one /
