"""Installs a package of generated files as pip does: what is there of it is removed, then all of it is written.

    package.py NAME SITE --files FILES --mib MIB --noise SHARE

A package has the same files each time: MIB MiB in all, sizes spread as in real wheels, SHARE of the bytes of each file
incompressible and the rest text.
"""

import argparse
import os
import random
import shutil

TEXT = b"template <typename T, int BLOCK> __global__ void attention(const T* q, const T* k, T* out, int heads) {\n" * 1000


def content(source, size, noise):
    """Noise and text by turns, so that neither fills a whole block of a compressor."""
    parts = []
    while size > 0:
        run = min(size, 32 << 10)
        random_bytes = int(run * noise)
        parts.append(source.randbytes(random_bytes) + TEXT[: run - random_bytes])
        size -= run
    return b"".join(parts)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("site")
    parser.add_argument("--files", type=int, required=True)
    parser.add_argument("--mib", type=int, required=True)
    parser.add_argument("--noise", type=float, required=True)
    args = parser.parse_args()
    source = random.Random(args.name)
    root = os.path.join(args.site, args.name)
    shutil.rmtree(root, ignore_errors=True)
    weights = [source.paretovariate(1.3) for _ in range(args.files)]
    scale = (args.mib << 20) / sum(weights)
    for number, weight in enumerate(weights):
        directory = os.path.join(root, f"kernels{number % 60:02d}")
        os.makedirs(directory, exist_ok=True)
        with open(os.path.join(directory, f"{number:05d}.cubin"), "wb") as file:
            file.write(content(source, max(64, int(weight * scale)), args.noise))


main()
