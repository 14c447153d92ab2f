FROM base
RUN echo 0 > /f0
FROM base
RUN echo 1 > /f1
FROM scratch
COPY --from=0 /f0 /
COPY --from=1 /f1 /
