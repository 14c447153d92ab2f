"""Prints the tables of bench/run as Markdown: medians a case, bytes, memory, targets, and what they were measured on."""

import argparse

from results import Results
from targets import MIB, TARGETS, throughput

BUILDERS = {"slipway": "Slipway", "docker": "BuildKit", "buildah": "buildah"}


def table(head, rows, align=" ---: |"):
    print("| " + " | ".join(head) + " |")
    print("| --- |" + align * (len(head) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def shown(value, form="{:.2f}"):
    return "-" if value is None else form.format(value)


def times(results, case):
    rows = []
    for step in results.cases[case]:
        medians = [shown(results.median(case, step, builder, "seconds")) for builder in BUILDERS]
        ratios = [shown(results.ratio(case, step, "seconds", other), "{:.2f}x") for other in ("docker", "buildah")]
        rows.append([step, *medians, *ratios])
    table(["step", *(f"{name} (s)" for name in BUILDERS.values()), "to BuildKit", "to buildah"], rows)


def sizes(results, case):
    """Medians of bytes; steps that write none are left out."""
    rows = []
    for metric, title in (("exported", "archive"), ("uploaded", "uploaded")):
        for step in results.cases[case]:
            if results.has(metric, case, step):
                medians = [shown(results.median(case, step, builder, metric), "{:,.0f}") for builder in BUILDERS]
                rows.append([f"{step}: {title}", *medians])
    table(["bytes", *BUILDERS.values()], rows)


def extras(results, case):
    if case == "one-big":
        rates = [f"{name} {shown(throughput(results, builder), '{:.0f}')}" for builder, name in BUILDERS.items()]
        print(f"Export, MB/s of layer: {', '.join(rates)}.\n")
    if case == "vllm-shape":
        for builder in ("docker", "buildah"):
            files = results.median(case, "cold", builder, "shadowed")
            compressed = results.median(case, "cold", builder, "shadowed_compressed")
            if files is not None:
                print(f"Shadowed in {BUILDERS[builder]}'s image: {files:,.0f} bytes of files, {compressed:,.0f} compressed.\n")


def memory(results):
    rows = []
    for case in results.cases:
        most = [results.most(case, builder, "rss_kib") for builder in BUILDERS]
        rows.append([case, *(shown(None if kib is None else kib / 1024, "{:.0f}") for kib in most)])
    table(["largest process (MiB)", *BUILDERS.values()], rows)


def targets(results):
    rows = []
    for target in TARGETS:
        verdict = target.check(results)
        text, met = ("not measured", "-") if verdict is None else (verdict[0], "met" if verdict[1] else "missed")
        rows.append([target.case, target.what, text, met])
    table(["case", "target", "measured", "verdict"], rows, align=" --- |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("results")
    parser.add_argument("--runs", type=int, required=True)
    parser.add_argument("--scale", type=float, required=True)
    parser.add_argument("--about", required=True)
    args = parser.parse_args()
    results = Results(args.results)
    print("# Results\n")
    print(f"Written by `bench/run -n {args.runs}`: medians, the builders in turn. Times are whole processes, wall clock;")
    print("ratios are Slipway's time over the peer's.\n")
    if args.scale != 1:
        print(f"**Generated inputs were scaled by {args.scale:g}: these figures only show that the harness works.**\n")
    with open(args.about, encoding="utf-8") as about:
        print(about.read())
    for case in results.cases:
        print(f"## {case}")
        times(results, case)
        sizes(results, case)
        extras(results, case)
    print("## Memory")
    memory(results)
    print("## Targets")
    targets(results)


if __name__ == "__main__":
    main()
