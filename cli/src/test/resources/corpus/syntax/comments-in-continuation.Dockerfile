FROM base
RUN echo a \
# a comment
    b \
    # an indented comment

    c > /out
