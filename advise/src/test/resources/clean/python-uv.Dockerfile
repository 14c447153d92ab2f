FROM python:3.12-slim AS build
COPY --from=astral/uv:0.5.11 /uv /bin/uv
WORKDIR /app
RUN --mount=type=cache,target=/root/.cache/uv \
    --mount=type=bind,source=uv.lock,target=uv.lock \
    --mount=type=bind,source=pyproject.toml,target=pyproject.toml \
    uv sync --locked --no-install-project
COPY . /app
RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked

FROM python:3.12-slim
RUN useradd --create-home service
COPY --from=build --chown=service /app /app
USER service
CMD ["/app/.venv/bin/python", "-m", "service"]
