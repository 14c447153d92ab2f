"""Inputs for the benchmark of inspect, check and replay, always the same.

generate.py dockerfile LINES        prints a Dockerfile of many stages
generate.py history COMMITS TEMPLATE   prints a git fast-import stream: a repository whose Dockerfile is TEMPLATE
"""

import random
import sys

STAGE = """\
# Stage {n}: one part of an engine.
FROM ${{BASE}} AS part{n}
ARG PART_VERSION=1.{n}
ENV PART_HOME=/opt/part{n} \\
    PART_CACHE=/var/cache/part{n}
WORKDIR /opt/part{n}
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\
    --mount=type=cache,target=/var/lib/apt,sharing=locked \\
    apt-get update && apt-get install -y --no-install-recommends gcc=4:12.2.0-3 libc6-dev=2.36-9
COPY part{n}/requirements.txt ./
RUN --mount=type=cache,target=/root/.cache/pip \\
    if [ "$PART_VERSION" = "1.{n}" ]; then \\
      pip install -r requirements.txt; \\
    fi
COPY part{n}/ ./
RUN <<EOF
set -eu
make -j"$(nproc)"
make install DESTDIR=/out
EOF

"""


def dockerfile(lines):
    text, n = "ARG BASE=debian:12.1\n", 0
    while text.count("\n") + STAGE.count("\n") + 10 < lines:
        text += STAGE.format(n=n)
        n += 1
    text += "FROM ${BASE}\n"
    count = text.count("\n")
    for i in range(min(lines - count - 2, n)):
        text += f"COPY --from=part{i} /out /\n"
    while text.count("\n") < lines - 1:
        text += "# padding\n"
    return text + 'CMD ["engine"]\n'


def history(commits, template):
    source = random.Random("history")
    with open(template, encoding="utf-8") as file:
        text = file.read()
    paths = (
        [f"python/engine/module{i}/file{j}.py" for i in range(40) for j in range(25)]
        + [f"kernels/src/kernel{i}.cu" for i in range(60)]
        + [f"docs/page{i}.md" for i in range(40)]
        + [f"tests/test{i}.py" for i in range(100)]
    )
    weights = [50 if p.startswith("python") else 3 if p.startswith("kernels") else 20 for p in paths]
    out = []
    for number in range(commits):
        changed = paths if number == 0 else source.choices(paths, weights, k=source.randint(1, 6))
        out.append(
            f"commit refs/heads/main\ncommitter B <b@example.org> {1_700_000_000 + number * 3600} +0000\ndata 6\nchange\n"
        )
        if number == 0:
            out.append(f"M 644 inline Dockerfile\ndata {len(text.encode())}\n{text}\n")
            out.append("M 644 inline python/pyproject.toml\ndata 10\n[project]\n\n")
        elif number % 97 == 0:
            body = f"version {number}\n"
            out.append(f"M 644 inline python/pyproject.toml\ndata {len(body)}\n{body}\n")
        for path in dict.fromkeys(changed):
            body = f"{path} {number}\n"
            out.append(f"M 644 inline {path}\ndata {len(body)}\n{body}\n")
    return "".join(out)


if __name__ == "__main__":
    what, number = sys.argv[1], int(sys.argv[2])
    sys.stdout.write(dockerfile(number) if what == "dockerfile" else history(number, sys.argv[3]))
