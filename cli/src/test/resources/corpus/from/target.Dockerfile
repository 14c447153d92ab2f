FROM base AS one
RUN echo 1 > /one
FROM base AS two
RUN echo 2 > /two
# case: args --target one
