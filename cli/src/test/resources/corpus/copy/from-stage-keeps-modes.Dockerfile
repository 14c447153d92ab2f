FROM base AS s
RUN mkdir -m 711 /d && echo x > /d/f && chmod 4711 /d/f && chown -R app /d
FROM base
COPY --from=s /d /e
COPY --from=s /d/f /g
