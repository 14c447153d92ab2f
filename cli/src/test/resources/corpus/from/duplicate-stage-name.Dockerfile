FROM base AS a
RUN echo 1 > /x
FROM base AS a
RUN echo 2 > /x
FROM a
