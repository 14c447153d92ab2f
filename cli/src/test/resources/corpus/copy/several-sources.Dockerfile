FROM base
COPY a.txt b.txt run.sh /dest/
