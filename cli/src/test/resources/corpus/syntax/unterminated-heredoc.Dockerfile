FROM base
RUN <<EOF
echo
# case: fails
