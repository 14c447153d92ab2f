"""Says what the image holds: enough to see that every stage arrived."""

import ctypes
import pathlib
import sys

import engine

ROOT = pathlib.Path(engine.__file__).resolve().parent.parent


def main() -> int:
    kernels = sorted(ROOT.glob("kernels/*.so"))
    archs = [ctypes.CDLL(str(kernel)).engine_kernel_arch() for kernel in kernels]
    cubins = sum(1 for _ in ROOT.glob("cubins/**/*.cubin"))
    if "--check" in sys.argv:
        return 0 if archs and cubins else 1
    print(f"engine {engine.VERSION}: kernels for sm {archs}, {cubins} cubins")
    return 0


sys.exit(main())
