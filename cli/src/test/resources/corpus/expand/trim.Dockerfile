FROM base
ARG P=/usr/local/lib/file.tar.gz
ENV A=${P#*/} B=${P##*/} C=${P%.*} D=${P%%.*} E=${P#nomatch} F=${P##/*/}
