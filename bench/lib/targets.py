"""What Slipway is to reach. A target's check gives what was measured, as text, and whether that is enough; None when
the run did not measure it."""

from typing import Callable, NamedTuple

MIB = 1 << 20


class Target(NamedTuple):
    case: str
    what: str
    check: Callable


def at_most(value, limit, unit):
    return None if value is None else (f"{value:.2f}{unit}", value <= limit)


def time_ratio(case, step, limit):
    return lambda results: at_most(results.ratio(case, step, "seconds"), limit, "x")


def seconds(case, step, limit):
    return lambda results: at_most(results.median(case, step, "slipway", "seconds"), limit, " s")


def upload(results):
    sent = results.median("sglang-shape", "change-push", "slipway", "uploaded")
    return None if sent is None else (f"{sent / MIB:.2f} MiB", sent <= MIB)


def shadowed_saved(results):
    """Both of the files' bytes and of the exported, compressed ones."""
    saved = shadowed_shares(results)
    return None if saved is None else ("{:.1%} of the files, {:.1%} compressed".format(*saved), min(saved) >= 0.95)


def shadowed_shares(results):
    case = "vllm-shape"
    shares = []
    for ours, theirs in (("content", "shadowed"), ("exported", "shadowed_compressed")):
        kept = results.median(case, "keep-shadowed", "slipway", ours)
        pruned = results.median(case, "cold", "slipway", ours)
        shadowed = results.median(case, "cold", "docker", theirs)
        if kept is None or pruned is None or not shadowed:
            return None
        shares.append((kept - pruned) / shadowed)
    return shares


def throughput(results, builder):
    """MB (10^6 bytes) of layer a second, None when it was not measured."""
    size = results.median("one-big", "export", builder, "layer_bytes")
    time = results.median("one-big", "export", builder, "seconds")
    return size / time / 1e6 if size and time else None


def export_speed(results):
    ours, theirs = throughput(results, "slipway"), throughput(results, "docker")
    return None if not ours or not theirs else (f"{ours / theirs:.2f}x ({ours:.0f} MB/s)", ours / theirs >= 1.7)


def same_bytes(results):
    digests = results.texts("one-big", "export", "slipway", "digest")
    if len(digests) < 2:
        return None
    different = len(set(digests))
    return f"{len(digests)} exports, {different} digest{'s' if different > 1 else ''}", different == 1


def memory(results):
    most = [results.most(case, "slipway", "rss_kib") for case in results.cases]
    most = max((n for n in most if n is not None), default=None)
    return None if most is None else (f"{most / 1024:.0f} MiB", most <= 700 * 1024)


TARGETS = [
    Target("sglang-shape", "cold + OCI export <= 0.65x", time_ratio("sglang-shape", "cold", 0.65)),
    Target("sglang-shape", "unchanged, `type=oci` directory <= 0.25 s", seconds("sglang-shape", "unchanged-directory", 0.25)),
    Target("sglang-shape", "one-line change + OCI export <= 0.20x", time_ratio("sglang-shape", "change", 0.20)),
    Target("sglang-shape", "one-line change + push: <= 1 MiB uploaded", upload),
    Target("vllm-shape", "exported size smaller by >= 95 % of the shadowed bytes", shadowed_saved),
    Target("one-big", "gzip export >= 1.7x the throughput", export_speed),
    Target("one-big", "bit-identical across runs and thread counts", same_bytes),
    Target("many-files", "unchanged <= 1.0 s", seconds("many-files", "unchanged", 1.0)),
    Target("any", "peak RSS <= 700 MiB", memory),
]
