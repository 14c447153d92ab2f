FROM base
SHELL ["/bin/sh", "-xc"]
CMD echo hi
