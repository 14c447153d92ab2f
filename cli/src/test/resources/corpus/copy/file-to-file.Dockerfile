FROM base
COPY a.txt /new/dir/name.txt
