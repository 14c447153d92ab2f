FROM base
COPY --link --chown=55:66 b.txt /home/app/new/
# case: expect home/app 755 55:66
