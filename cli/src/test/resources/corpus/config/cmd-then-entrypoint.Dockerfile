FROM base
CMD ["a"]
ENTRYPOINT ["/x"]
