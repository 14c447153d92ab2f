FROM scratch AS s
COPY --from=base /bin /bin
RUN echo "$PATH" > /out
