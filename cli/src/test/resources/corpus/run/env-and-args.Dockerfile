FROM base
ENV A=1
ARG B=2
RUN env | grep -E "^(A|B)=" | sort > /out
