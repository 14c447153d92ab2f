FROM debian:bookworm AS build
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked <<END
    set -e
    apt-get update
    apt-get install -y --no-install-recommends g++ cmake ninja-build
END
WORKDIR /work
COPY CMakeLists.txt .
COPY src src
RUN cmake -G Ninja -B out . && ninja -C out && ninja -C out install

FROM debian:bookworm-slim
COPY --from=build /usr/local /usr/local
USER daemon
CMD ["/usr/local/bin/daemon"]
