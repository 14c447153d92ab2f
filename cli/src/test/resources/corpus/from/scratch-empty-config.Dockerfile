FROM scratch
COPY a.txt /
CMD ["/a.txt"]
LABEL x=y
