FROM base
EXPOSE 99999999
# case: fails
