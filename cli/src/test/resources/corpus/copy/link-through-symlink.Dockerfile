FROM base
COPY --link a.txt /opt/link-to-dir/x
# case: expect opt/link-to-dir d 755
