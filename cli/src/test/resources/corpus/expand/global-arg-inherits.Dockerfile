ARG V=1.2.3
FROM base
ARG V
ARG W=${V%.*}
RUN echo $V $W > /out
