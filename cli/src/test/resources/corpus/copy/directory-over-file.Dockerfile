FROM base
COPY dir /etc/base-file
# case: fails
