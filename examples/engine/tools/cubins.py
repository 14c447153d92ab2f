"""Stands for a download of precompiled kernels: many small files."""

import argparse
import hashlib
import pathlib

flags = argparse.ArgumentParser()
flags.add_argument("--version", required=True)
flags.add_argument("--count", type=int, required=True)
flags.add_argument("--into", type=pathlib.Path, required=True)
args = flags.parse_args()

for number in range(args.count):
    directory = args.into / f"{number % 16:02x}"
    directory.mkdir(parents=True, exist_ok=True)
    seed = f"{args.version}/{number}".encode()
    (directory / f"kernel_{number:05}.cubin").write_bytes(hashlib.shake_128(seed).digest(4096))
print(f"{args.count} cubins of version {args.version}")
