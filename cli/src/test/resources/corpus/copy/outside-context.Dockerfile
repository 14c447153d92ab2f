FROM base
COPY ../registry/config.yml /x
# case: fails
