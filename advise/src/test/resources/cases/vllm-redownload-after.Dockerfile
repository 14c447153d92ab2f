# The download depends on flashinfer's version only; the wheel is installed without touching flashinfer.
FROM nvidia/cuda:12.8.1-devel-ubuntu22.04 AS build
WORKDIR /workspace
COPY requirements/build.txt requirements/build.txt
RUN --mount=type=cache,target=/root/.cache/uv \
    uv pip install --system -r requirements/build.txt
COPY . .
RUN python3 setup.py bdist_wheel --dist-dir dist

FROM nvidia/cuda:12.8.1-base-ubuntu22.04 AS engine-base
WORKDIR /workspace
ARG CUDA_INDEX=cu128
COPY requirements/cuda.txt requirements/cuda.txt
RUN --mount=type=cache,target=/root/.cache/uv \
    uv pip install --system -r requirements/cuda.txt --extra-index-url https://wheels.example/whl/${CUDA_INDEX}
RUN flashinfer show-config && flashinfer download-cubin
RUN --mount=type=bind,from=build,source=/workspace/dist,target=/dist \
    uv pip install --system --no-deps /dist/*.whl

FROM engine-base AS openai
USER 1000
ENTRYPOINT ["vllm", "serve"]
