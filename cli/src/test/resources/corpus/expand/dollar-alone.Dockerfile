FROM base
ENV A=a$ B="$ x" C=100$
