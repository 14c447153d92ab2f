FROM base
RUN exit 3
# case: fails
