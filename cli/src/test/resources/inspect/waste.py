"""What an image wastes, computed from its layers' tars. Shares no code with Slipway.

waste.py LAYOUT   prints the figures of the layout's only image as JSON

Follows the meanings of docs/reference/inspect.md, the OCI image-spec's layer.md and, for "dive", dive's own algorithm.
Everything is held in memory: for small images.
"""

import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
from collections import defaultdict
from pathlib import Path

# Regular expressions of paths, first match wins.
USELESS = [
    ("leftover", "apt-lists", r"/var/lib/apt/lists/.+"),
    ("leftover", "apt-archives", r"/var/cache/apt/.+"),
    ("leftover", "pip-cache", r"/(.+/)?\.cache/pip/.+"),
    ("leftover", "uv-cache", r"/(.+/)?\.cache/uv/.+"),
    ("leftover", "conda-packages", r"/(.+/)?(conda|miniconda3|anaconda3|miniforge3|mambaforge|\.conda)/pkgs/.+"),
    ("leftover", "cargo-registry", r"(/(.+/)?\.cargo|/usr/local/cargo)/(registry|git)/.+"),
    ("leftover", "cargo-target", r"/(.+/)?target/(release|debug)/.+"),
    ("leftover", "npm-cache", r"/(.+/)?(\.npm/_cacache|\.cache/yarn)/.+"),
    ("leftover", "bytecode", r"/(.+/)?__pycache__/.+"),
    ("leftover", "git", r"/(.+/)?\.git/.+"),
    ("leftover", "temporary", r"/(var/)?tmp/.+"),
    ("debug", "debug-symbols", r"/usr/lib/debug/.+|/.+\.debug"),
    ("debug", "static-library", r"/.+\.a"),
    ("toolchain", "gcc", r"/usr/lib(exec)?/gcc/.+|/usr/bin/(x86_64|aarch64)-linux-gnu-[^/]*"),
    ("toolchain", "llvm", r"/usr/lib/llvm-[^/]*/.+"),
    ("toolchain", "rust", r"/(.+/)?\.rustup/.+|/usr/local/rustup/.+|(/(.+/)?\.cargo|/usr/local/cargo)/bin/.+"),
    ("toolchain", "go", r"/usr/local/go/.+"),
    ("toolchain", "cuda", r"/usr/local/cuda[^/]*/(bin|nvvm)/.+"),
    ("toolchain", "cmake", r"/usr/bin/cmake|/usr/share/cmake[^/]*/.+"),
    ("toolchain", "headers", r"/usr/(local/)?include/.+|/usr/local/cuda[^/]*/targets/[^/]*/include/.+"),
]


class Inode:
    """Bytes that one layer holds."""

    def __init__(self, layer, size, content, metadata):
        self.layer, self.size, self.content, self.metadata = layer, size, content, metadata


class Entry:
    def __init__(self, path, kind, inode):
        self.path, self.kind, self.inode = path, kind, inode


def layers_of(layout):
    def blob(digest):
        return (layout / "blobs" / digest.replace(":", "/")).read_bytes()

    manifest = json.loads(blob(json.loads((layout / "index.json").read_bytes())["manifests"][0]["digest"]))
    for layer in manifest["layers"]:
        data = blob(layer["digest"])
        if layer["mediaType"].endswith("gzip"):
            data = gzip.decompress(data)
        elif layer["mediaType"].endswith("zstd"):
            data = subprocess.run(["zstd", "-dc"], input=data, capture_output=True, check=True).stdout
        yield data


def read(number, data):
    """The entries of a layer in their order, whiteouts as paths, opaque directories as paths."""
    entries, whiteouts, opaques, at = [], [], [], {}
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        for member in tar:
            path = "/" + "/".join(part for part in member.name.split("/") if part not in ("", "."))
            directory, _, name = path.rpartition("/")
            if name == ".wh..wh..opq":
                opaques.append(directory)
                continue
            if name.startswith(".wh."):
                whiteouts.append(directory + "/" + name[4:])
                continue
            if member.islnk():
                target = "/" + "/".join(part for part in member.linkname.split("/") if part not in ("", "."))
                entry = Entry(path, "link", at[target].inode if target in at else target)
            else:
                content = tar.extractfile(member).read() if member.isreg() else b""
                kind = "file" if member.isreg() else "directory" if member.isdir() else "other"
                attributes = sorted(i for i in member.pax_headers.items() if i[0].startswith("SCHILY.xattr."))
                metadata = (member.mode & 0o7777, member.uid, member.gid, attributes)
                entry = Entry(path, kind, Inode(number, len(content), hashlib.sha256(content).digest(), metadata))
            entries.append(entry)
            at[path] = entry
    return entries, whiteouts, opaques


def below(path, top):
    return path.startswith(top + "/")


class Figures:
    def __init__(self):
        self.sums = defaultdict(lambda: [0, 0])

    def add(self, cause, kind, inode, other):
        if inode.size > 0:
            found = self.sums[(cause, kind, inode.layer, other)]
            found[0] += inode.size
            found[1] += 1


def stack(layers, figures):
    """What a container sees, by path; tells what is hidden on the way."""
    seen, names = {}, defaultdict(int)

    def drop(entry, cause, layer):
        names[entry.inode] -= 1
        if names[entry.inode] == 0:
            figures.add(cause, "", entry.inode, layer)

    for number, (entries, whiteouts, opaques) in enumerate(layers):
        for entry in entries:
            if isinstance(entry.inode, str):
                # A link to a file of a lower layer is one more name of that file.
                entry.inode = seen[entry.inode].inode
            names[entry.inode] += 1
        own = {entry.path for entry in entries}
        for path in list(seen):
            marked = any(path == w or below(path, w) for w in whiteouts) or any(below(path, o) for o in opaques)
            if path not in own and marked:
                drop(seen.pop(path), "deleted", number)
        for entry in entries:
            if entry.kind != "directory":
                for path in [path for path in seen if below(path, entry.path) and path not in own]:
                    drop(seen.pop(path), "deleted", number)
            if entry.path in seen:
                old, new = seen[entry.path].inode, entry.inode
                plain = entry.kind in ("file", "link")
                if not plain or (old.size, old.content) != (new.size, new.content):
                    cause = "overwrittenChanged"
                else:
                    cause = "overwrittenSame" if old.metadata == new.metadata else "metadataOnly"
                drop(seen[entry.path], cause, number)
            seen[entry.path] = entry
    return seen


def useless(seen, figures):
    """What is seen and does nothing: by all of its names in such a place, or a copy."""
    paths = defaultdict(list)
    for path, entry in seen.items():
        paths[entry.inode].append(path)
    used = []
    for inode, names in paths.items():
        rules = []
        for path in names:
            rules.append(next(((cause, kind) for cause, kind, where in USELESS if re.fullmatch(where, path)), None))
        if None in rules:
            used.append(inode)
        else:
            figures.add(*rules[0], inode, None)
    lowest = {}
    for inode in used:
        lowest[inode.content] = min(inode.layer, lowest.get(inode.content, inode.layer))
    for inode in used:
        if inode.layer != lowest[inode.content]:
            figures.add("duplicate", "", inode, lowest[inode.content])
    return sum(inode.size for inode in paths), sum(1 for inode in paths if inode.size > 0)


class Node:
    """dive's tree of one layer."""

    def __init__(self):
        self.children, self.size, self.directory = {}, 0, False

    def put(self, path, size, directory):
        node = self
        for part in path.strip("/").split("/"):
            node = node.children.setdefault(part, Node())
        node.size, node.directory = size, directory

    def get(self, path):
        node = self
        for part in path.strip("/").split("/"):
            node = node.children.get(part) if node else None
        return node

    def remove(self, path):
        above, _, name = path.rpartition("/")
        node = self.get(above) if above else self
        if node:
            node.children.pop(name, None)

    def walk(self, path=""):
        """Children first, by name."""
        for name in sorted(self.children):
            yield from self.children[name].walk(path + "/" + name)
            shown = name[4:] if name.startswith(".wh.") else name
            yield path + "/" + shown, name.startswith(".wh."), self.children[name]

    def total(self):
        return self.size + sum(child.total() for child in self.children.values())


def dive(layers):
    stacked, sizes = Node(), defaultdict(list)
    for entries, whiteouts, opaques in layers:
        tree = Node()
        for entry in entries:
            size = entry.inode.size if entry.kind == "file" else 0
            tree.put(entry.path, size, entry.kind == "directory")
        for path in whiteouts:
            directory, _, name = path.rpartition("/")
            tree.put(directory + "/.wh." + name, 0, False)
        for path in opaques:
            if path and tree.get(path) is None:
                tree.put(path, 0, True)
        for path, whiteout, node in tree.walk():
            if whiteout:
                gone = stacked.get(path)
                sizes[path].append(gone.total() if gone and gone.directory else 0)
            elif not node.children:
                sizes[path].append(node.size)
        for path, whiteout, node in tree.walk():
            if whiteout:
                stacked.remove(path)
            else:
                stacked.put(path, node.size, node.directory)
    several = [found for found in sizes.values() if len(found) > 1]
    everything = sum(map(sum, sizes.values()))
    wasted = sum(map(sum, several))
    user = sum(entry.inode.size for entries, _, _ in layers[1:] for entry in entries if entry.kind == "file")
    return {
        "efficiency": sum(map(min, sizes.values())) / everything if everything else 1,
        "wastedBytes": wasted,
        "userWastedPercent": wasted / user if user else 0,
        "userBytes": user,
    }


def figures_of(layout):
    tars = list(layers_of(Path(layout)))
    layers = [read(number, tar) for number, tar in enumerate(tars)]
    sizes = [[e.inode.size for e in entries if e.kind == "file"] for entries, _, _ in layers]
    divided = dive(layers)
    figures = Figures()
    seen = stack(layers, figures)
    seen_bytes, seen_files = useless(seen, figures)
    waste = [
        {"cause": cause, "kind": kind, "layer": layer + 1, "otherLayer": None if other is None else other + 1,
         "bytes": found[0], "files": found[1]}
        for (cause, kind, layer, other), found in figures.sums.items()
    ]
    return {
        "unpackedBytes": sum(map(sum, sizes)),
        "layers": [{"unpackedBytes": sum(found), "files": len(found)} for found in sizes],
        "dive": divided,
        "seenBytes": seen_bytes,
        "seenFiles": seen_files,
        "paths": sorted(seen),
        "wastedBytes": sum(one["bytes"] for one in waste),
        "waste": waste,
    }


if __name__ == "__main__":
    json.dump([figures_of(layout) for layout in sys.argv[1:]], sys.stdout)
