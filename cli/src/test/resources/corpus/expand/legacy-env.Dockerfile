FROM base
ENV KEY some value with  spaces
ENV OTHER "quoted value"
