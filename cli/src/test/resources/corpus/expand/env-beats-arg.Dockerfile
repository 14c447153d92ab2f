FROM base
ENV A=env
ARG A=arg
RUN echo "$A" > /out
ENV B=$A
