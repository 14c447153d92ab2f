package dev.slipway.advise.explain;

import dev.slipway.advise.explain.StepGraph.Kind;
import dev.slipway.advise.explain.StepGraph.Step;
import dev.slipway.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which steps a change makes run again.
 *
 * <p>Exact for what a step reads of the context and for what it is told to do. A worst case for what follows: a step on
 * a result that was made again counts as running again, although the engine stops where the result comes out the same.
 *
 * @param reruns in graph order
 */
public record ChangeImpact(List<Rerun> reruns) {
    /** Paths named of one selection; the rest is counted. */
    private static final int MOST_PATHS = 50;

    public ChangeImpact {
        reruns = List.copyOf(reruns);
    }

    /** @param causes never empty */
    public record Rerun(Step step, List<Cause> causes) {
        public Rerun {
            causes = List.copyOf(causes);
        }
    }

    /** Why a step runs again. */
    public sealed interface Cause {
        /** Files that it reads changed; at most 50 are named. */
        record Files(List<String> paths, int total) implements Cause {
            public Files {
                paths = List.copyOf(paths);
            }
        }

        /** It does something else than before; empty when it was not there. */
        record Instruction(Optional<String> before) implements Cause {}

        /** The image it starts from is another. */
        record Base(String before, String after) implements Cause {}

        /** A step that it builds on runs again. */
        record Input(Step step) implements Cause {}
    }

    /** Files changed, nothing else. */
    public static ChangeImpact of(StepGraph graph, Collection<ChangedPath> changed) {
        return new Comparison(graph, graph, changed, List.of()).run();
    }

    /**
     * From one Dockerfile, set of arguments and ignore file to another.
     *
     * @param changed paths that changed too
     * @param present paths of the context: of these some may be ignored now, or not any more
     */
    public static ChangeImpact between(
            StepGraph before, StepGraph after, Collection<ChangedPath> changed, Collection<ChangedPath> present) {
        return new Comparison(before, after, changed, present).run();
    }

    public boolean reruns(Step step) {
        return reruns.stream().anyMatch(rerun -> rerun.step().number() == step.number());
    }

    private static final class Comparison {
        private final StepGraph after;
        private final Collection<ChangedPath> changed;
        private final Collection<ChangedPath> present;
        private final Set<Digest> knownWork = new HashSet<>();
        private final Set<String> knownForms = new HashSet<>();
        private final Map<String, Step> byPlace = new HashMap<>();
        private final Map<String, ContextSelection> selections = new HashMap<>();

        Comparison(
                StepGraph before, StepGraph after, Collection<ChangedPath> changed, Collection<ChangedPath> present) {
            this.after = after;
            this.changed = changed;
            this.present = present;
            knownWork.addAll(identities(before));
            for (Step step : before.steps()) {
                knownForms.add(form(step));
                byPlace.put(step.label().place(), step);
                step.reads().forEach(read -> selections.put(read.instruction(), read));
            }
        }

        ChangeImpact run() {
            List<Digest> identities = identities(after);
            boolean[] other = new boolean[identities.size()];
            List<Rerun> reruns = new ArrayList<>();
            for (Step step : after.steps()) {
                List<Cause> causes = causes(step, other);
                boolean moved = !knownWork.contains(identities.get(step.number()));
                other[step.number()] = moved || !causes.isEmpty();
                if (other[step.number()] && step.isWork()) {
                    // Known work in a new order: nothing of its own is new.
                    reruns.add(new Rerun(step, causes.isEmpty() ? List.of(new Cause.Instruction(at(step))) : causes));
                }
            }
            return new ChangeImpact(reruns);
        }

        private List<Cause> causes(Step step, boolean[] other) {
            List<Cause> causes = new ArrayList<>();
            if (!knownForms.contains(form(step)) && step.isWork()) {
                causes.add(new Cause.Instruction(at(step)));
            }
            List<String> paths = new ArrayList<>();
            int total = 0;
            for (ContextSelection read : step.reads()) {
                for (String path : changes(read)) {
                    total++;
                    if (paths.size() < MOST_PATHS) {
                        paths.add(path);
                    }
                }
            }
            if (total > 0) {
                causes.add(new Cause.Files(paths, total));
            }
            for (int input : new HashSet<>(step.inputs())) {
                if (input >= 0 && other[input]) {
                    causes.add(because(after.steps().get(input)));
                }
            }
            return causes;
        }

        /** What changed below a merge or a base is what people know. */
        private Cause because(Step input) {
            return input.kind() == Kind.SOURCE
                    ? new Cause.Base(
                            Optional.ofNullable(byPlace.get(input.label().place()))
                                    .map(step -> step.label().text())
                                    .orElse(""),
                            input.label().text())
                    : new Cause.Input(input);
        }

        private Optional<String> at(Step step) {
            return Optional.ofNullable(byPlace.get(step.label().place()))
                    .map(found -> found.label().text());
        }

        private List<String> changes(ContextSelection read) {
            List<String> paths = new ArrayList<>();
            for (ChangedPath path : changed) {
                if (read.selects(path)) {
                    paths.add(path.path());
                }
            }
            ContextSelection was = selections.get(read.instruction());
            if (was != null && !was.equals(read)) {
                for (ChangedPath path : present) {
                    if (was.selects(path) != read.selects(path)) {
                        paths.add(path.path());
                    }
                }
            }
            return paths;
        }

        private static String form(Step step) {
            return step.label().stage().orElse("") + " " + step.form() + " " + instructions(step);
        }

        private static String instructions(Step step) {
            StringBuilder text = new StringBuilder();
            step.reads().forEach(read -> text.append(read.instruction()).append('\n'));
            return text.toString();
        }

        /** What a step is made of, down to its bases; not what the files are. */
        private static List<Digest> identities(StepGraph graph) {
            List<Digest> identities = new ArrayList<>();
            for (Step step : graph.steps()) {
                StringBuilder text = new StringBuilder(step.form().toString()).append('\n');
                step.inputs()
                        .forEach(input -> text.append(input < 0 ? "" : identities.get(input))
                                .append('\n'));
                identities.add(
                        Digest.of(text.append(instructions(step)).toString().getBytes(StandardCharsets.UTF_8)));
            }
            return identities;
        }
    }
}
