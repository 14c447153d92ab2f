FROM base
ADD files.tar /dest/
