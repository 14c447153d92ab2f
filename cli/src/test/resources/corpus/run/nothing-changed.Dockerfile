FROM base
RUN true
# case: ignore-history the peer keeps a layer for a step that changed nothing; Slipway by provenance says empty_layer, as the classic builder does
