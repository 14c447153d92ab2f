FROM base
RUN echo x > /f && ln /f /g && ln -s f /h && mkfifo /p
