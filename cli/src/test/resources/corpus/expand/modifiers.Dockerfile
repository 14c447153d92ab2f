FROM base
ARG SET=value
ARG EMPTY=
ENV A1=${SET:-d} A2=${EMPTY:-d} A3=${UNSET:-d} A4=${SET:+p} A5=${EMPTY:+p} A6=${UNSET:+p}
ENV B1=${SET-d} B2=${EMPTY-d} B3=${UNSET-d} B4=${SET+p} B5=${EMPTY+p} B6=${UNSET+p}
ENV C1=${SET:?need} C2=${EMPTY?need}
