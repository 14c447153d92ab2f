# Rust in the stage that needs it first, minimal, with the extension's crate and protocol beside the manifest.
FROM nvidia/cuda:12.8.1-cudnn-devel-ubuntu22.04 AS base
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    apt-get update && apt-get install -y --no-install-recommends python3-pip git curl

FROM base AS torch_deps
WORKDIR /workspace
ENV PATH="/root/.cargo/bin:${PATH}"
ARG RUSTUP_SHA256=0000000000000000000000000000000000000000000000000000000000000000
RUN curl --proto '=https' --tlsv1.2 -sSf -o rustup-init https://rustup.example/rustup-init \
    && echo "${RUSTUP_SHA256}  rustup-init" | sha256sum -c \
    && chmod +x rustup-init \
    && ./rustup-init -y --no-modify-path --profile minimal \
    && rm rustup-init
COPY python/pyproject.toml /tmp/deps/python/pyproject.toml
COPY rust/engine-grpc /tmp/deps/rust/engine-grpc
COPY proto /tmp/deps/proto
RUN --mount=type=cache,target=/root/.cache/pip \
    --mount=type=cache,target=/root/.cargo/registry \
    cd /tmp/deps \
    && python3 -m pip install "./python[all]"

FROM torch_deps AS framework
COPY . /workspace/engine
RUN --mount=type=cache,target=/root/.cache/pip \
    python3 -m pip install --no-deps -e /workspace/engine/python
