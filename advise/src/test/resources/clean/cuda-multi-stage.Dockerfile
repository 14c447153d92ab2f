ARG CUDA_VERSION=12.8.1
FROM nvidia/cuda:${CUDA_VERSION}-devel-ubuntu24.04 AS base
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt,sharing=locked \
    apt-get update && apt-get install -y --no-install-recommends python3-venv cmake ninja-build ccache
RUN python3 -m venv /venv
ENV PATH=/venv/bin:$PATH

FROM base AS kernels
COPY CMakeLists.txt ./
COPY csrc csrc
RUN --mount=type=cache,target=/root/.ccache cmake -B build -G Ninja . && cmake --build build && cmake --install build

FROM base AS deps
COPY requirements.txt /tmp/requirements.txt
RUN --mount=type=cache,target=/root/.cache/pip pip install -r /tmp/requirements.txt

FROM nvidia/cuda:${CUDA_VERSION}-base-ubuntu24.04
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    apt-get update && apt-get install -y --no-install-recommends python3
COPY --from=deps /venv /venv
COPY --from=kernels /usr/local/lib/libkernels.so /usr/local/lib/
COPY engine /venv/lib/python3.12/site-packages/engine
USER 1000:1000
ENTRYPOINT ["/venv/bin/python", "-m", "engine"]
