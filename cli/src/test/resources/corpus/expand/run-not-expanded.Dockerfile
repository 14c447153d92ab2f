FROM base
ENV A=from-env
RUN A=from-shell; echo $A > /out
