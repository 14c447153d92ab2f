FROM base
STOPSIGNAL SIGNOPE
# case: fails
