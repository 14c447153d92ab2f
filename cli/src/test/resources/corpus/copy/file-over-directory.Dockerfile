FROM base
RUN mkdir -p /t/a.txt
COPY a.txt /t/
# case: fails
