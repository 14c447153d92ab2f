"""The figures of a run of bench/run: lines of CASE, STEP, BUILDER, METRIC, VALUE, separated by tabs."""

import statistics
from collections import defaultdict


class Results:
    def __init__(self, path):
        self._values = defaultdict(list)
        self.cases = {}  # case -> its steps, both in the order in which they were measured
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                case, step, builder, metric, value = line.rstrip("\n").split("\t")
                self._values[case, step, builder, metric].append(value)
                steps = self.cases.setdefault(case, [])
                if step not in steps:
                    steps.append(step)

    def texts(self, case, step, builder, metric):
        return self._values.get((case, step, builder, metric), [])

    def numbers(self, case, step, builder, metric):
        return [float(text) for text in self.texts(case, step, builder, metric)]

    def median(self, case, step, builder, metric):
        """None when it was not measured."""
        numbers = self.numbers(case, step, builder, metric)
        return statistics.median(numbers) if numbers else None

    def most(self, case, builder, metric):
        """The largest value in any step of the case, None when it was not measured."""
        return max((n for step in self.cases[case] for n in self.numbers(case, step, builder, metric)), default=None)

    def ratio(self, case, step, metric, other="docker"):
        """Slipway's median over the other builder's, None when one of them was not measured."""
        ours, theirs = self.median(case, step, "slipway", metric), self.median(case, step, other, metric)
        return ours / theirs if ours is not None and theirs else None

    def has(self, metric, case, step):
        return any(key[0] == case and key[1] == step and key[3] == metric for key in self._values)
