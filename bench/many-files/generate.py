"""Writes COUNT small files below ROOT, a hundred a directory: 200 to 3,000 bytes of text each, always the same."""

import os
import random
import sys

WORDS = [
    "def", "return", "self", "tensor", "cache", "block", "layer", "import", "forward", "attention", "hidden", "kernel",
    "config", "quant", "weight", "scale", "index", "shape", "device", "dtype", "=", "(", ")", ":", "+", "[0]", "\n    ",
]  # fmt: skip


def main(root, count):
    random_text = random.Random("many-files")
    text = " ".join(random_text.choices(WORDS, k=20_000))
    for number in range(count):
        directory = os.path.join(root, f"package{number // 1000:02d}", f"module{number // 100 % 10}")
        if number % 100 == 0:
            os.makedirs(directory)
        size = random_text.randint(200, 3_000)
        start = random_text.randrange(len(text) - size)
        with open(os.path.join(directory, f"part{number:06d}.py"), "w", encoding="ascii") as file:
            file.write(f"# part {number}\n{text[start : start + size]}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
