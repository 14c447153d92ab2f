FROM base
ADD a.txt dir /dest/
