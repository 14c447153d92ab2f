FROM base
RUN <<EOF
#!/bin/sh
echo "$0" | sed 's,.*/,,' | wc -l > /out
EOF
