FROM base
USER nobody-here
RUN id
# case: fails
