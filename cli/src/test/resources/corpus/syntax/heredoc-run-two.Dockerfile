FROM base
RUN cat <<ONE > /one && cat <<TWO > /two
first
ONE
second
TWO
