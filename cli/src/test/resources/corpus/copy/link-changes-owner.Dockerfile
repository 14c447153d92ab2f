FROM base
COPY --link a.txt dir /home/app/
# case: expect home/app 755 0:0
