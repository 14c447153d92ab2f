FROM base
RUN <<EOF
set -e
echo one > /out
A=two
echo $A >> /out
EOF
