FROM base
RUN --mount=target=/ctx echo x > /ctx/new
# case: fails
