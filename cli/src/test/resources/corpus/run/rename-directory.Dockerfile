FROM base
RUN mv /opt/dir /opt/renamed
