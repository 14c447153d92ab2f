FROM base
ARG URL
ADD $URL/nowhere.txt /dest/
# case: args --build-arg URL=@HTTP@
# case: fails
