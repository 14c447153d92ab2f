FROM base
RUN --mount=type=cache,id=corpus-ids,target=/c echo kept > /c/f
RUN --mount=type=cache,id=corpus-ids,target=/d cat /d/f > /out
# case: ignore-history the peer keeps a layer for a step that changed nothing; Slipway by provenance says empty_layer, as the classic builder does
