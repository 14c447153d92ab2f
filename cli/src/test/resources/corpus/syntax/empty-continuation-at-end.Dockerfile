FROM base
RUN echo x > /out \

