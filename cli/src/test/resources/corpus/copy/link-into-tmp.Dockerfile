FROM base
COPY --link a.txt /tmp/
# case: expect tmp 755
