FROM base
CMD echo "$HOME" && true
