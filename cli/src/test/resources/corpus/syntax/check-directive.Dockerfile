# check=skip=all
FROM base
RUN echo x > /out
