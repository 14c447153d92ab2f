FROM base
ADD <<EOF /added
text
EOF
