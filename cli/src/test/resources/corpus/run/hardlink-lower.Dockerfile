FROM base
RUN echo x > /f && ln /f /g
RUN echo y >> /g
