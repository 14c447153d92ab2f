# The same image: independent work side by side, the source last.
FROM nvidia/cuda:12.8.1-cudnn-devel-ubuntu22.04 AS base
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    apt-get update && apt-get install -y --no-install-recommends python3-pip git ninja-build libibverbs1 less jq
WORKDIR /workspace

FROM base AS torch_deps
ARG CUINDEX=128
COPY python/pyproject.toml /tmp/deps/python/pyproject.toml
RUN --mount=type=cache,target=/root/.cache/pip \
    python3 -m pip install "/tmp/deps/python[all]" "kernel-pack==0.4" \
        --extra-index-url "https://wheels.example/whl/cu${CUINDEX}"

FROM base AS comm_builder
RUN git clone --branch v1.2 https://git.example/comm/DeepComm.git \
    && cd DeepComm && python3 setup.py bdist_wheel --dist-dir /wheels

FROM base AS attention_builder
RUN git clone --branch v0.9 https://git.example/attn/FastAttention.git \
    && cd FastAttention && make -j 8 DESTDIR=/out install

FROM torch_deps AS framework
COPY --from=attention_builder /out /
RUN --mount=type=bind,from=comm_builder,source=/wheels,target=/wheels \
    python3 -m pip install --no-deps /wheels/*.whl

FROM framework AS framework_final
COPY . /workspace/engine
RUN --mount=type=cache,target=/root/.cache/pip \
    python3 -m pip install --no-deps -e /workspace/engine/python
