FROM base
RUN echo "[$HTTP_PROXY][$http_proxy][$NO_PROXY]" > /out
# case: args --build-arg HTTP_PROXY=http://127.0.0.1:9 --build-arg no_proxy=x
