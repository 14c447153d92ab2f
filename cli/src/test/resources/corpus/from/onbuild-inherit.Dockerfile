FROM base AS parent
ONBUILD RUN echo no > /never
RUN echo 1 > /one
