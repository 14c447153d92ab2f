FROM base
WORKDIR /a
WORKDIR b/../c
