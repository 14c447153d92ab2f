FROM base
RUN cat <<EOF > /out
line one
line two
EOF
