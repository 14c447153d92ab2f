FROM base
ARG A=default
ENV B=$A
ARG C
RUN echo "$A $C" > /out
# case: args --build-arg A=given --build-arg C=c
