FROM base
RUN --mount=target=/ctx,rw echo x > /ctx/new && cat /ctx/new > /out
