FROM python:3.12-slim
WORKDIR /app
COPY requirements.txt .
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt
RUN useradd --system worker
COPY src/ src/
USER worker
CMD ["python", "-m", "src.main"]
