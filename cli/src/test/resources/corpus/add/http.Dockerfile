FROM base
ARG URL
ADD $URL/run.sh /dest/
ADD $URL/a.txt /named
# case: args --build-arg URL=@HTTP@
