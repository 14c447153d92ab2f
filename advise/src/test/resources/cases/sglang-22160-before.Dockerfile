# An inference engine's image as one chain: the source comes first, the installs and builds follow.
FROM nvidia/cuda:12.8.1-cudnn-devel-ubuntu22.04 AS base
ARG CUDA_VERSION=12.8.1
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    apt-get update && apt-get install -y --no-install-recommends python3-pip git ninja-build libibverbs1
WORKDIR /workspace

FROM base AS framework
COPY . /workspace/engine
RUN --mount=type=cache,target=/root/.cache/pip \
    case "$CUDA_VERSION" in \
        12.6.1) CUINDEX=126 ;; \
        12.8.1) CUINDEX=128 ;; \
        *) echo "unknown CUDA" && exit 1 ;; \
    esac \
    && python3 -m pip install -e "/workspace/engine/python[all]" \
        --extra-index-url "https://wheels.example/whl/cu${CUINDEX}"
RUN --mount=type=cache,target=/root/.cache/pip \
    git clone --branch v1.2 https://git.example/comm/DeepComm.git \
    && cd DeepComm && python3 setup.py install
RUN git clone --branch v0.9 https://git.example/attn/FastAttention.git \
    && cd FastAttention && make -j 8 install
RUN --mount=type=cache,target=/root/.cache/pip \
    case "$CUDA_VERSION" in \
        12.6.1) CUINDEX=126 ;; \
        12.8.1) CUINDEX=128 ;; \
    esac \
    && python3 -m pip install "kernel-pack==0.4" --index-url "https://wheels.example/whl/cu${CUINDEX}"
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    apt-get update && apt-get install -y --no-install-recommends less jq
