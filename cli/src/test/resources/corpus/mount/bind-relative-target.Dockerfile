FROM base
WORKDIR /w
RUN --mount=source=a.txt,target=here.txt cat /w/here.txt > out
