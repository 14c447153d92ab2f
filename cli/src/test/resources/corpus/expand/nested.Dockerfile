FROM base
ARG A=a
ENV X=${U:-${A}b} Y=${U:-"${A} c"} Z=${U:-${W:-deep}}
