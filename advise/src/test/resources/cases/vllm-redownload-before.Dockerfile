# The download moved behind the wheel: no bytes twice, but every commit downloads again.
FROM nvidia/cuda:12.8.1-devel-ubuntu22.04 AS build
WORKDIR /workspace
COPY requirements/build.txt requirements/build.txt
RUN --mount=type=cache,target=/root/.cache/uv \
    uv pip install --system -r requirements/build.txt
COPY . .
RUN python3 setup.py bdist_wheel --dist-dir dist

FROM nvidia/cuda:12.8.1-base-ubuntu22.04 AS engine-base
ARG CUDA_INDEX=cu128
ARG FLASHINFER_VERSION=0.6.8
RUN --mount=type=cache,target=/root/.cache/uv \
    uv pip install --system flashinfer-jit-cache==${FLASHINFER_VERSION} \
        --extra-index-url https://wheels.example/whl/${CUDA_INDEX}
RUN --mount=type=bind,from=build,source=/workspace/dist,target=/dist \
    --mount=type=cache,target=/root/.cache/uv \
    uv pip install --system /dist/*.whl --extra-index-url https://wheels.example/whl/${CUDA_INDEX}
RUN flashinfer show-config && flashinfer download-cubin

FROM engine-base AS openai
USER 1000
ENTRYPOINT ["vllm", "serve"]
