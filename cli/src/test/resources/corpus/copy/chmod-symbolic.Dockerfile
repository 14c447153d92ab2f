FROM base
COPY --chmod=u=rwX,go=rX dir /dest
COPY --chmod=a+x,g-r a.txt /x
