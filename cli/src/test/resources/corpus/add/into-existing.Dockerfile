FROM base
ADD files.tar /opt/dir
