FROM base
COPY <<one.txt <<two.txt a.txt /dest/
1
one.txt
2
two.txt
