FROM base
COPY nowhere.txt /
# case: fails
