FROM base
RUN rm /etc/base-file && mkdir /etc/base-file && touch /etc/base-file/x
