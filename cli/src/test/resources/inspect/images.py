"""Makes OCI layouts whose layers waste bytes in every way, and others at random.

images.py causes DIRECTORY gzip|mixed   one image with every cause; mixed: plain, gzip and zstd layers in turn
images.py random DIRECTORY SEED         one small image from a few paths to which everything happens
"""

import gzip
import hashlib
import io
import json
import random
import subprocess
import sys
import tarfile
from pathlib import Path


class Layer:
    def __init__(self):
        self.bytes = io.BytesIO()
        self.tar = tarfile.open(fileobj=self.bytes, mode="w", format=tarfile.PAX_FORMAT)

    def put(self, path, kind, data=b"", mode=0o644, owner=0, link="", attributes=()):
        info = tarfile.TarInfo(path.strip("/"))
        info.type, info.size, info.mode, info.uid, info.gid, info.linkname = kind, len(data), mode, owner, owner, link
        info.pax_headers = {"SCHILY.xattr." + name: value for name, value in attributes}
        self.tar.addfile(info, io.BytesIO(data))
        return self

    def file(self, path, size, letter="x", **more):
        return self.put(path, tarfile.REGTYPE, (letter * size).encode(), **more)

    def directory(self, path, **more):
        return self.put(path, tarfile.DIRTYPE, mode=0o755, **more)

    def symlink(self, path, target):
        return self.put(path, tarfile.SYMTYPE, mode=0o777, link=target)

    def link(self, path, target):
        return self.put(path, tarfile.LNKTYPE, link=target.strip("/"))

    def whiteout(self, path):
        above, _, name = path.rpartition("/")
        return self.file(above + "/.wh." + name, 0)

    def opaque(self, path):
        return self.file(path + "/.wh..wh..opq", 0)

    def data(self):
        self.tar.close()
        return self.bytes.getvalue()


def write(directory, layers, compressions):
    layout = Path(directory)
    blobs = layout / "blobs" / "sha256"
    blobs.mkdir(parents=True)

    def blob(kind, data):
        digest = hashlib.sha256(data).hexdigest()
        (blobs / digest).write_bytes(data)
        return {"mediaType": "application/vnd.oci.image." + kind, "digest": "sha256:" + digest, "size": len(data)}

    descriptors, diff_ids = [], []
    for number, layer in enumerate(layers):
        tar = layer.data()
        diff_ids.append("sha256:" + hashlib.sha256(tar).hexdigest())
        compression = compressions[number % len(compressions)]
        if compression == "gzip":
            descriptors.append(blob("layer.v1.tar+gzip", gzip.compress(tar, mtime=0)))
        elif compression == "zstd":
            packed = subprocess.run(["zstd", "-c"], input=tar, capture_output=True, check=True).stdout
            descriptors.append(blob("layer.v1.tar+zstd", packed))
        else:
            descriptors.append(blob("layer.v1.tar", tar))
    config = {
        "architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": diff_ids},
        "history": [{"created_by": f"RUN step {number}"} for number in range(len(layers))],
    }
    manifest = {
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": blob("config.v1+json", json.dumps(config).encode()), "layers": descriptors,
    }
    described = blob("manifest.v1+json", json.dumps(manifest).encode())
    described["annotations"] = {"org.opencontainers.image.ref.name": "image"}
    described["platform"] = {"architecture": "amd64", "os": "linux"}
    (layout / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [described]}))
    (layout / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')


def causes():
    """Sizes are powers of two or primes, so that no sum comes about by chance."""
    base = Layer()
    base.file("/etc/same", 1009, "a").file("/etc/changed", 1013, "b").file("/etc/mode", 1019, "c")
    base.file("/etc/owner", 1021, "d").file("/etc/attribute", 1031, "e").file("/etc/deleted", 1033, "f")
    base.file("/etc/kept", 1039, "g").file("/etc/to-symlink", 1049, "h").file("/etc/to-directory", 1051, "i")
    base.directory("/srv/tree").file("/srv/tree/one", 1061, "j").file("/srv/tree/deep/two", 1063, "k")
    base.file("/srv/opaque/old", 1069, "l").file("/srv/opaque/both", 1087, "m").file("/srv/opaque/same", 1091, "n")
    base.file("/srv/again/lost", 1093, "o").file("/srv/again/back", 1097, "p")
    base.directory("/srv/becomes-file").file("/srv/becomes-file/in", 1103, "q")
    base.file("/srv/implied/in", 1181, "D")
    base.file("/srv/links/a", 1109, "r").link("/srv/links/b", "/srv/links/a").link("/srv/links/c", "/srv/links/b")
    base.file("/srv/lower", 1117, "s").file("/srv/lower-lost", 1123, "t")
    base.symlink("/srv/pointer", "/etc/kept").file("/opt/original", 2003, "u")
    base.file("/twice/in-one", 1129, "v").file("/twice/in-one", 1151, "w")

    middle = Layer()
    middle.file("/etc/same", 1009, "a").file("/etc/changed", 503, "b").file("/etc/mode", 1019, "c", mode=0o600)
    middle.file("/etc/owner", 1021, "d", owner=1000)
    middle.file("/etc/attribute", 1031, "e", attributes=[("user.note", "1")])
    middle.whiteout("/etc/deleted").symlink("/etc/to-symlink", "kept")
    middle.whiteout("/etc/to-directory").directory("/etc/to-directory").file("/etc/to-directory/in", 1153, "A")
    middle.whiteout("/srv/tree")
    middle.opaque("/srv/opaque").file("/srv/opaque/both", 547, "m").file("/srv/opaque/same", 1091, "n")
    middle.whiteout("/srv/again").directory("/srv/again").file("/srv/again/back", 1097, "p")
    middle.whiteout("/srv/becomes-file").file("/srv/becomes-file", 1163, "B")
    middle.file("/srv/implied", 1187, "E")
    middle.whiteout("/srv/links/a").whiteout("/srv/links/c")
    middle.link("/srv/upper", "/srv/lower").link("/srv/upper-lost", "/srv/lower-lost")
    middle.file("/srv/pointer", 1171, "C").file("/opt/copy", 2003, "u").file("/opt/second-copy", 2003, "u")

    leftovers = Layer()
    for number, path in enumerate([
        "/var/lib/apt/lists/deb_dists_InRelease", "/var/cache/apt/archives/gcc_12.deb", "/var/cache/apt/pkgcache.bin",
        "/root/.cache/pip/http/a/b", "/home/user/.cache/uv/archive/x", "/opt/conda/pkgs/numpy/lib",
        "/root/.cargo/registry/src/serde/lib.rs", "/root/.cargo/git/db/one", "/usr/local/cargo/registry/index/x",
        "/src/target/release/deps/app", "/src/target/debug/app", "/app/__pycache__/main.cpython-312.pyc",
        "/usr/lib/python3/dist-packages/x/__pycache__/y.pyc", "/app/.git/objects/pack/one.pack",
        "/root/.npm/_cacache/content/one", "/tmp/build.log", "/usr/lib/x86_64-linux-gnu/libone.a",
        "/usr/lib/debug/.build-id/ab/cd.debug", "/opt/app/app.debug", "/usr/lib/gcc/x86_64-linux-gnu/12/cc1",
        "/usr/bin/x86_64-linux-gnu-gcc-12", "/usr/lib/llvm-18/bin/clang", "/root/.rustup/toolchains/stable/rustc",
        "/usr/local/cargo/bin/cargo", "/usr/local/go/bin/go", "/usr/local/cuda-12.8/bin/nvcc",
        "/usr/local/cuda-12.8/targets/x86_64-linux/include/cuda.h", "/usr/bin/cmake", "/usr/include/stdio.h",
    ]):
        leftovers.file(path, 3001 + 2 * number, chr(0x30 + number))
    # Much like them, and of use.
    for number, path in enumerate([
        "/app/target/notes", "/app/pip/cache", "/app/lib.a.so", "/app/git/objects", "/var/lib/apt/extended_states",
        "/app/tmp/x", "/app/cmake", "/opt/debug", "/usr/local/cudart",
    ]):
        leftovers.file(path, 4001 + 2 * number, chr(0x61 + number))
    # uv links its cache's files into the environment: used under one name.
    leftovers.file("/root/.cache/uv/wheels/torch", 5003, "T").link("/venv/lib/torch", "/root/.cache/uv/wheels/torch")
    leftovers.file("/venv/lib/z", 5009, "Z").link("/root/.cache/uv/wheels/z", "/venv/lib/z")
    leftovers.file("/usr/include/p.h", 5011, "P").link("/usr/include/q.h", "/usr/include/p.h")

    top = Layer()
    top.whiteout("/srv/links/b").whiteout("/srv/lower").whiteout("/srv/lower-lost").whiteout("/srv/upper-lost")
    top.whiteout("/tmp/build.log").file("/app/.git/objects/pack/one.pack", 3027, chr(0x30 + 13))
    top.file("/etc/mode", 1019, "c", mode=0o644).whiteout("/nowhere").opaque("/nowhere-else")
    return [base, middle, leftovers, top]


def at_random(seed):
    source = random.Random(seed)
    names = ["a", "b", "a/a", "a/b", "b/a", "b/b", "a/a/a", "a/b/__pycache__", "a/b/__pycache__/c", "+"]
    layers, before = [], {"": "directory"}
    for number in range(source.randint(1, 5)):
        layer, now = Layer(), {}
        marks = []
        for _ in range(source.randint(0, 2) if number else 0):
            marks.append((source.choice([layer.whiteout, layer.opaque]), "/" + source.choice(names)))
        for _ in range(source.randint(0, 7)):
            path = "/" + source.choice(names)
            above = path.rpartition("/")[0]
            # Parents come first and are directories, as in any layer that a tool writes.
            if any(now.get(up) not in (None, "directory") for up in parents(path)):
                continue
            if above and now.get(above) is None:
                for up in parents(path):
                    if up not in now:
                        layer.directory(up)
                        now[up] = "directory"
            if now.get(path) == "directory" and any(one.startswith(path + "/") for one in now):
                continue
            kind = source.choice(["file", "file", "file", "directory", "symlink", "link"])
            files = [one for one in now if now[one] == "file" and one != path]
            if path in now:
                continue
            if kind == "link" and files:
                layer.link(path, source.choice(files))
                now[path] = "file"
            elif kind == "directory":
                layer.directory(path)
                now[path] = "directory"
            elif kind == "symlink":
                layer.symlink(path, "a")
                now[path] = "symlink"
            else:
                layer.file(path, source.randint(0, 4), mode=source.choice([0o644, 0o755]))
                now[path] = "file"
        for mark, path in marks:
            if now.get(path, "directory") == "directory" and all(now.get(u, "directory") == "directory" for u in parents(path)):
                if mark == layer.opaque:
                    # Its directory is in the layer, as tools write it.
                    for up in parents(path) + [path]:
                        if up not in now:
                            layer.directory(up)
                            now[up] = "directory"
                mark(path)
        layers.append(layer)
    return layers


def parents(path):
    parts = path.strip("/").split("/")[:-1]
    return ["/" + "/".join(parts[: i + 1]) for i in range(len(parts))]


if __name__ == "__main__":
    what, where, which = sys.argv[1:]
    if what == "causes":
        write(where, causes(), ["gzip", "plain"] if which == "gzip" else ["plain", "gzip", "zstd"])
    else:
        for number in range(int(which)):
            write(f"{where}/{number}", at_random(number), ["plain"])
