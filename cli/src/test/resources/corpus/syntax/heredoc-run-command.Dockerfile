FROM base
RUN sh <<EOF
echo from sh > /out
EOF
