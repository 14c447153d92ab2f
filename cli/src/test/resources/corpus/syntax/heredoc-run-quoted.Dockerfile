FROM base
ARG X=arg
RUN <<'EOF'
echo "$X" > /out
echo '${Y}' >> /out
EOF
