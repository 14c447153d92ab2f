RUN echo
# case: fails
