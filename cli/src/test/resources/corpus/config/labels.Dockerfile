FROM base
LABEL a=1 b="two words" "c d"=3
LABEL a=override multi="line \
break"
