FROM base AS One
RUN echo 1 > /one
FROM base AS two
RUN echo 2 > /two
# case: args --target ONE
