package dev.slipway.advise.replay;

import dev.slipway.advise.explain.ContextSelection;
import dev.slipway.advise.explain.StepGraph;
import dev.slipway.advise.explain.StepGraph.Step;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.ignore.IgnoreRules;
import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.lower.Matchers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lines for the ignore file: what changes often and what builds seldom need. */
final class IgnoreMoves {
    private static final List<String> SELDOM_NEEDED = List.of(
            ".git",
            ".github",
            ".gitlab",
            ".circleci",
            ".buildkite",
            ".gitlab-ci.yml",
            ".gitignore",
            ".pre-commit-config.yaml",
            ".vscode",
            ".idea",
            "docs",
            "doc",
            "**/*.md",
            "**/*.rst",
            "**/*.ipynb",
            "**/tests",
            "**/test",
            "examples",
            "benchmarks",
            "benchmark",
            "Dockerfile*",
            "docker");

    private IgnoreMoves() {}

    /** One for each line that would keep out something that changed. */
    static List<String> candidates(StepGraph graph, History history) {
        Set<ContextSelection> reads = new LinkedHashSet<>();
        graph.steps().stream()
                .flatMap(step -> step.reads().stream())
                .filter(IgnoreMoves::isMain)
                .forEach(reads::add);
        Set<String> changed = new LinkedHashSet<>();
        history.commits()
                .forEach(commit -> commit.changes().stream()
                        .filter(delta -> delta.context().equals(ContextSelection.MAIN))
                        .forEach(delta -> changed.add(delta.path())));
        List<String> selected = changed.stream()
                .filter(path -> reads.stream().anyMatch(read -> read.selects(path, false)))
                .toList();
        return SELDOM_NEEDED.stream()
                .filter(pattern -> selected.stream().anyMatch(rules(List.of(pattern))::excludes))
                .toList();
    }

    /** The line goes to the main context's ignore file. */
    private static boolean isMain(ContextSelection read) {
        return read.context().equals(ContextSelection.MAIN);
    }

    static Move move(List<String> patterns) {
        Exclusions more = rules(patterns);
        Map<String, Exclusions> made = new HashMap<>();
        return new Move(
                "ignore",
                0,
                "leave " + String.join(" ", patterns) + " out through the ignore file",
                "no step needs them",
                graph -> ignoring(graph, more, made));
    }

    private static Exclusions rules(List<String> patterns) {
        return Matchers.exclusions(IgnoreRules.parse(new SourceText("ignore", String.join("\n", patterns))));
    }

    private static StepGraph ignoring(StepGraph graph, Exclusions more, Map<String, Exclusions> made) {
        List<Step> steps = new ArrayList<>();
        for (Step step : graph.steps()) {
            List<ContextSelection> reads = step.reads().stream()
                    .map(read -> isMain(read)
                            ? read.withIgnore(made.computeIfAbsent(
                                    read.ignore().canonical(), text -> new Both(read.ignore(), more)))
                            : read)
                    .toList();
            steps.add(new Step(step.number(), step.kind(), step.label(), step.form(), step.inputs(), reads));
        }
        return new StepGraph(steps, graph.result(), graph.dockerfile());
    }

    /** Remembers its answers: every selection of every graph asks for the same paths. */
    private static final class Both implements Exclusions {
        private final Exclusions one;
        private final Exclusions other;
        private final Map<String, Boolean> known = new HashMap<>();

        Both(Exclusions one, Exclusions other) {
            this.one = one;
            this.other = other;
        }

        @Override
        public boolean excludes(String path) {
            Boolean answer = known.get(path);
            if (answer == null) {
                answer = one.excludes(path) || other.excludes(path);
                known.put(path, answer);
            }
            return answer;
        }

        @Override
        public boolean excludesAllBelow(String directory) {
            return one.excludesAllBelow(directory) || other.excludesAllBelow(directory);
        }

        @Override
        public String canonical() {
            return one.canonical() + "\n" + other.canonical();
        }
    }
}
