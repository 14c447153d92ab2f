FROM base
COPY --frm=x a.txt /
# case: fails
