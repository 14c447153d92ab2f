FROM base AS s
RUN mkdir /d && echo x > /d/f
FROM base
COPY --link --from=s /d /d
RUN ls /d > /out
