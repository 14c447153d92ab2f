FROM base AS s
RUN mkdir /d && cd /d && echo x > f && ln f g && ln -s f h && ln -s /d/f i && mkdir sub && ln f sub/j
FROM base
COPY --from=s /d /e
