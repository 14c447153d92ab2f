FROM base
COPY a.txt b.txt /opt
COPY dir/one.txt run.sh /opt/link-to-dir
WORKDIR /made
COPY tree/x dir a.txt /made
