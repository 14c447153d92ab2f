# syntax=docker/dockerfile:1
# What the training of the start-up cache checks: what Dockerfiles of engines have, right and wrong.
ARG BASE=debian:12.1
ARG CUDA=12.9.1
FROM --platform=$BUILDPLATFORM ubuntu AS tools
MAINTAINER somebody@example.com
LABEL org.opencontainers.image.title="engine" version=1
ENV TOKEN secret
WORKDIR tools
RUN apt-get update && apt-get install curl git && sudo make
RUN cd /src && wget http://example.com/a.tar.gz && tar xf a.tar.gz
ADD a.tar.gz b.txt /opt/
ADD https://example.com/file.bin /opt/file.bin
EXPOSE 8080/TCP 99999
CMD python3 -m engine
CMD ["python3", "-m", "engine"]

FROM ${BASE} as builder
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
ARG CUDA
ARG UNUSED=1
ENV CUDA_HOME=/usr/local/cuda-${CUDA} \
    # a comment between the lines
    PATH=/usr/local/cuda/bin:$PATH \
    EMPTY=$MISSING
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt \
    apt-get update && apt-get install -y --no-install-recommends \
      gcc=4:12.2.0-3 cmake ninja-build \
      # another
      python3-pip && \
    rm -rf /var/lib/apt/lists/*
RUN curl -fsSL https://sh.rustup.rs | sh -s -- -y && . "$HOME/.cargo/env"
COPY . /src
COPY requirements.txt pyproject.toml ./
RUN pip install -r requirements.txt && pip install torch==2.8.0 numpy>=2 git+https://github.com/example/project
RUN --mount=type=cache,target=/root/.cache/pip \
    if [ "$CUDA" = "12.9.1" ]; then \
      pip install --no-cache-dir -e '.[all]'; \
    elif [[ $CUDA == 13* ]]; then \
      python3 -m pip install uv && uv pip install --system vllm; \
    else \
      for one in a b "c d"; do echo "$one" | grep -v x > "/tmp/$one" || true; done; \
    fi
RUN <<EOF
set -eu
make -j"$(nproc)"
make install DESTDIR=/out
EOF
RUN <<'PY' python3
print("hello")
PY
COPY <<-CONFIG /etc/engine.conf
	port=8000
CONFIG
RUN npm install -g yarn && yarn install && npm ci && gem install rake && apk add --no-cache bash && yum install -y make && dnf install -y make && zypper install make
RUN conda install numpy; go build ./... ; cargo build --release
RUN git clone https://github.com/example/project && cd project && cmake -B build && cmake --build build
RUN case "$1" in a) ls;; *) cat file | wc -l;; esac; f() { local x=1; echo $x; }; f
# hadolint ignore=DL3059
RUN useradd -l engine && ln -sf /bin/bash /bin/sh
RUN pip install torch==2.8.0

FROM tools AS Second
COPY --from=builder /out /out
COPY --from=tools:latest /x /x
COPY --chown=1:1 --link requirements.txt /opt/
RUN apt-get update && apt-get install -y --no-install-recommends gcc cmake && apt-get clean
HEALTHCHECK --interval=5s CMD curl -f http://localhost/ || exit 1
HEALTHCHECK NONE
STOPSIGNAL SIGTERM
ONBUILD COPY . /app

FROM scratch AS unused
COPY --from=builder /src /src

FROM ${BASE}@sha256:0000000000000000000000000000000000000000000000000000000000000000
ARG VERSION
COPY --from=second /out /
COPY --from=0 /opt /opt/engine
VOLUME /data
RUN --mount=type=bind,source=python,target=/python --mount=type=secret,id=token \
    --mount=type=tmpfs,target=/tmp --network=none \
    cp -r /python /opt && echo $VERSION $((1 + 2)) `date` > /opt/version
user root
ENTRYPOINT exec engine
