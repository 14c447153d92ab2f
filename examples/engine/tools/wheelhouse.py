"""Stands for `pip install`: fills a directory with packages named in pyproject.toml, through a cache of wheels."""

import argparse
import hashlib
import pathlib
import shutil
import tomllib


def build(requirement: str, wheel: pathlib.Path) -> None:
    """Makes a wheel's worth of reproducible bytes; slow, as compiling one is."""
    part = wheel.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for number in range(40):
        block = hashlib.sha256(f"{requirement}/{number}".encode()).digest()
        (part / f"module_{number:03}.bin").write_bytes(hashlib.shake_128(block).digest(100_000))
    part.rename(wheel)


def main() -> None:
    flags = argparse.ArgumentParser()
    flags.add_argument("--project", type=pathlib.Path, required=True)
    flags.add_argument("--cache", type=pathlib.Path, required=True)
    flags.add_argument("--into", type=pathlib.Path, required=True)
    args = flags.parse_args()
    requirements = tomllib.loads(args.project.read_text())["project"]["dependencies"]
    for requirement in requirements:
        name, _, version = requirement.partition("==")
        wheel = args.cache / f"{name}-{version}"
        found = wheel.exists()
        if not found:
            build(requirement, wheel)
        shutil.copytree(wheel, args.into / name, dirs_exist_ok=True)
        print(f"{requirement}: {'from the cache' if found else 'built'}", flush=True)


main()
