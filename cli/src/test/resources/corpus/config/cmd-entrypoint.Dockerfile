FROM base
ENTRYPOINT ["/bin/sh", "-c"]
CMD ["echo", "x"]
