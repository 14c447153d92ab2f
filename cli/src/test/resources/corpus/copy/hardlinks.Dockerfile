FROM base
COPY dir /dest
RUN stat -c %h /dest/hard.txt > /out
