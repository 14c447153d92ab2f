FROM base AS one
WORKDIR /w
USER app
ENTRYPOINT ["/e"]
EXPOSE 1
LABEL one=1
FROM one
CMD ["c"]
