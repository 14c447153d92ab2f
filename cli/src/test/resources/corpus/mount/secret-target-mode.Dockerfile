FROM base
RUN --mount=type=secret,id=tok,target=/etc/tok,mode=0440,uid=1000,gid=1001 stat -c "%a %u:%g" /etc/tok > /out
# case: args --secret id=tok,src=@SCRATCH@/context/a.txt
