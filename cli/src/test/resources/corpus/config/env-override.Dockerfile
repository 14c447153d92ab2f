FROM base
ENV FROM_BASE=changed PATH=/x:$PATH
