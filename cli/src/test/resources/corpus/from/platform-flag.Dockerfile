FROM --platform=$BUILDPLATFORM base
RUN echo ok > /out
