FROM base
RUN --mount=type=secret,id=tok,env=TOKEN echo "${#TOKEN}" > /out; ls /run/secrets >> /out 2>/dev/null || echo none >> /out
# case: args --secret id=tok,src=@SCRATCH@/context/a.txt
