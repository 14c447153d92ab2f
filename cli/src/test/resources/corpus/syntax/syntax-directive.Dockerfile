# syntax=docker/dockerfile:1
FROM base
RUN echo x > /out
# case: only the peer would fetch its frontend from a registry that cannot be reached
# case: expect out f 644 0:0 2
