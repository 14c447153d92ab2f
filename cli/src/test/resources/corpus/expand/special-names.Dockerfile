FROM base
ARG A_1=x
ENV B=$A_1 C=${A_1}y D=$A_1y
