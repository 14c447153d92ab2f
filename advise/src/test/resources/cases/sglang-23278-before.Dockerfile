# The engine's Python package has a Rust extension; Rust comes only in the stage after the one that builds it.
FROM nvidia/cuda:12.8.1-cudnn-devel-ubuntu22.04 AS base
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    apt-get update && apt-get install -y --no-install-recommends python3-pip git curl

FROM base AS torch_deps
WORKDIR /workspace
COPY python/pyproject.toml /tmp/deps/python/pyproject.toml
RUN --mount=type=cache,target=/root/.cache/pip \
    cd /tmp/deps \
    && python3 -m pip install "./python[all]"

FROM torch_deps AS framework
ENV PATH="/root/.cargo/bin:${PATH}"
RUN curl --proto '=https' --tlsv1.2 -sSf https://rustup.example/rustup-init.sh \
    | sh -s -- -y --no-modify-path \
    && rustc --version
COPY . /workspace/engine
RUN --mount=type=cache,target=/root/.cache/pip \
    python3 -m pip install --no-deps -e /workspace/engine/python
