FROM base
ARG WHO=world
COPY <<EOF /hello
hello $WHO
"quoted" and 'single' \$kept
EOF
