FROM base
ARG D=/d U=app P=808 S=SIGUSR1 L=lab
WORKDIR $D/work
COPY a.txt $D/
COPY --chown=$U a.txt ${D}/owned
ADD b.txt ${D}/b
USER $U
EXPOSE $P ${P}1/udp
VOLUME $D/vol
STOPSIGNAL $S
LABEL $L.key="$L value"
