FROM base
ARG A=val
ENV X=\$A Y="\$A" Z='$A' W="a\"b" V=a\ b Q='it'"'"'s'
