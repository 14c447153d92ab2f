"""Writes model/ below ROOT: four files, MIB MiB in all, mixed as engine images are, always the same.

Two fifths are noise (weights, compressed kernels), two fifths look like machine code (gzip takes it to about a third),
one fifth is repetitive (tables, padding); in runs of 256 KiB, so that each 1.25 MiB holds them all in some order.
"""

import os
import random
import sys

RUN = 256 << 10
POOL = 48
FILES = 4


def code(source):
    """A run of instruction-like words, of which few are frequent and most are rare."""
    words = [source.randbytes(source.choice((2, 3, 4, 6, 8))) for _ in range(2_000)]
    weights = [(rank + 2) ** -1.5 for rank in range(len(words))]
    return b"".join(source.choices(words, weights, k=RUN))[:RUN]


def table(source):
    return (source.randbytes(24) + bytes(40)) * (RUN // 64)


def write(file, source, size, codes, tables):
    while size > 0:
        runs = [source.randbytes(RUN) for _ in range(2)]
        runs += [source.choice(codes) for _ in range(2)] + [source.choice(tables)]
        source.shuffle(runs)
        for run in runs:
            file.write(run[:size])
            size -= min(size, len(run))


def main(root, mib):
    source = random.Random("one-big")
    # Runs come from pools: gzip does not look back as far as the next use of one.
    codes = [code(source) for _ in range(POOL)]
    tables = [table(source) for _ in range(POOL)]
    os.makedirs(os.path.join(root, "model"))
    for number in range(FILES):
        path = os.path.join(root, "model", f"shard-{number}.bin")
        with open(path, "wb") as file:
            write(file, source, (mib << 20) // FILES, codes, tables)
        os.utime(path, (1_700_000_000, 1_700_000_000))
    os.utime(os.path.join(root, "model"), (1_700_000_000, 1_700_000_000))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
