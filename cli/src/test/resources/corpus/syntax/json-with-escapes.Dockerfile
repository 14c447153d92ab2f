FROM base
RUN ["/bin/sh", "-c", "echo \"a\\tb\" > /out"]
CMD ["a\u0041", "b\nc"]
