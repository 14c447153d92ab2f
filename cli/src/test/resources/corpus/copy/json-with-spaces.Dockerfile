FROM base
COPY ["with space/file name.txt", "/dest dir/"]
