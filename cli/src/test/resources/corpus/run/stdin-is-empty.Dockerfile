FROM base
RUN cat > /out
