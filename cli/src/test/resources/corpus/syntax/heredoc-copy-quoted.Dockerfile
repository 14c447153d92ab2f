FROM base
ARG WHO=world
COPY <<"EOF" /hello
hello $WHO
EOF
