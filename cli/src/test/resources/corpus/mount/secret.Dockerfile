FROM base
RUN --mount=type=secret,id=tok wc -c < /run/secrets/tok > /out; stat -c "%a %u:%g" /run/secrets/tok >> /out
# case: args --secret id=tok,src=@SCRATCH@/context/a.txt
