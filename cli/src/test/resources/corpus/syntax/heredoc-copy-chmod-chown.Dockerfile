FROM base
COPY --chmod=750 --chown=app:extra <<EOF /script
#!/bin/sh
EOF
