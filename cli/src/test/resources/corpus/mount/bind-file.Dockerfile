FROM base
RUN --mount=source=a.txt,target=/x/y.txt cat /x/y.txt > /out
