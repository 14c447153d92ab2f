"""What is in the layers of an image, read from its OCI archive. Independent of any builder's code.

    layers.py [--skip N] content ARCHIVE    bytes of the regular files in all layers
    layers.py [--skip N] shadowed ARCHIVE   bytes of the regular files that a later layer overwrites or deletes, and the
                                            bytes that gzip makes of them
    layers.py [--skip N] digests ARCHIVE    the layers' digests, one line

--skip N leaves out the first N layers, those of the base image.
"""

import argparse
import gzip
import json
import tarfile
import zlib

OPAQUE = ".wh..wh..opq"
WHITEOUT = ".wh."


class Archive:
    def __init__(self, path):
        self._tar = tarfile.open(path)
        descriptor = self._json("index.json")["manifests"][0]
        while "manifests" in (manifest := self._blob_json(descriptor)):
            descriptor = manifest["manifests"][0]
        self.layers = manifest["layers"]

    def _json(self, name):
        return json.load(self._tar.extractfile(name))

    def _blob(self, digest):
        return self._tar.extractfile("blobs/" + digest.replace(":", "/"))

    def _blob_json(self, descriptor):
        return json.load(self._blob(descriptor["digest"]))

    def entries(self, layer):
        """The layer's tar, for one pass in order."""
        blob = self._blob(layer["digest"])
        stream = gzip.GzipFile(fileobj=blob) if layer["mediaType"].endswith("gzip") else blob
        return tarfile.open(fileobj=stream, mode="r|")


def clean(name):
    return name.removeprefix("./").strip("/")


def parents(path):
    """The directories above a path, nearest first, the root as an empty string."""
    while path:
        path = path.rpartition("/")[0]
        yield path


class Above:
    """What the layers above one do to it."""

    def __init__(self):
        self._paths = set()  # a file at one of these is replaced or deleted
        self._trees = set()  # whatever is below one of these is hidden

    def hides(self, path):
        return path in self._paths or any(parent in self._trees for parent in parents(path))

    def add(self, entries):
        for path, is_directory in entries:
            directory, _, name = path.rpartition("/")
            if name == OPAQUE:
                self._trees.add(directory)
            elif name.startswith(WHITEOUT):
                hidden = f"{directory}/{name.removeprefix(WHITEOUT)}".lstrip("/")
                self._paths.add(hidden)
                self._trees.add(hidden)
            else:
                self._paths.add(path)
                if not is_directory:
                    self._trees.add(path)


def names_of(tar):
    """Each entry's path and kind, and for each file all its names: hard links are names of one file."""
    entries, links = [], {}
    for member in tar:
        path = clean(member.name)
        entries.append((path, member.isdir()))
        if member.islnk():
            links.setdefault(clean(member.linkname), []).append(path)
    return entries, links


def shadowed(archive, layers):
    """Bytes of hidden files, and bytes of them compressed, from the last layer down."""
    above, total, compressed = Above(), 0, 0
    for layer in reversed(layers):
        entries, links = names_of(archive.entries(layer))
        deflater = zlib.compressobj(6, zlib.DEFLATED, 31)
        with archive.entries(layer) as tar:
            for member in tar:
                path = clean(member.name)
                if member.isreg() and all(above.hides(name) for name in [path, *links.get(path, [])]):
                    total += member.size
                    compressed += len(deflater.compress(tar.extractfile(member).read()))
        compressed += len(deflater.flush())
        above.add(entries)
    return total, compressed


def content(archive, layers):
    return sum(member.size for layer in layers for member in archive.entries(layer) if member.isreg())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["content", "shadowed", "digests"])
    parser.add_argument("archive")
    parser.add_argument("--skip", type=int, default=0)
    args = parser.parse_args()
    archive = Archive(args.archive)
    layers = archive.layers[args.skip :]
    if args.what == "content":
        print(content(archive, layers))
    elif args.what == "shadowed":
        print(*shadowed(archive, layers))
    else:
        print(*(layer["digest"] for layer in layers))


if __name__ == "__main__":
    main()
