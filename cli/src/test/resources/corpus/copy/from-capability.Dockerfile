FROM base AS s
COPY a.txt /f
RUN chmod 755 /f
FROM base
COPY --from=s /f /f
