FROM base
COPY *.nothing /dest/
# case: ignore-history the peer keeps a layer for a step that changed nothing
