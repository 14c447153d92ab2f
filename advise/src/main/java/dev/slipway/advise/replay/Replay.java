package dev.slipway.advise.replay;

import dev.slipway.advise.explain.StepCosts;
import dev.slipway.advise.explain.StepGraph;
import dev.slipway.advise.explain.StepGraph.Step;
import dev.slipway.advise.replay.ReplayReport.CommitCost;
import dev.slipway.advise.replay.ReplayReport.Saving;
import dev.slipway.advise.replay.ReplayReport.StepCost;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.BuildRequest.DockerfileLocation;
import dev.slipway.plan.request.ContextSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Plays the commits of a git history through a Dockerfile. */
public final class Replay {
    private static final int MOVES = 3;

    private final Question question;
    private final StepCosts costs;
    private final Timeline timeline;
    private final Simulation simulation;

    private Replay(GitContext git, Question question, StepCosts costs) {
        this.question = question;
        this.costs = costs;
        History.Inputs present = new History.Inputs(
                question.outside().map(DockerfileLocation.Text::text),
                question.outside().flatMap(DockerfileLocation.Text::ignore).map(DockerfileLocation.IgnoreText::text),
                Map.of());
        History history = HistoryReader.read(
                git,
                new HistoryReader.Files(question.dockerfile(), present, question.directories()),
                question.commits());
        this.timeline = new Timeline(history, inputs -> plan(git.directory(), inputs));
        this.simulation = new Simulation(timeline, costs);
    }

    /**
     * @param commits how many, at most
     * @param dockerfile of this machine; empty for the context's own
     * @param outside its present text, for one that lies outside the repository
     * @param target stage; empty for the last
     * @param arguments {@code --build-arg}
     * @param contexts {@code --build-context}
     */
    public record Question(
            int commits,
            Optional<Path> dockerfile,
            Optional<DockerfileLocation.Text> outside,
            Optional<String> target,
            Map<String, String> arguments,
            Map<String, ContextSpec> contexts) {
        public Question {
            arguments = Map.copyOf(arguments);
            contexts = Map.copyOf(contexts);
            if (commits < 1) {
                throw PlanException.badValue("-n " + commits, "at least 1 commit");
            }
        }

        /** Without named contexts. */
        public Question(
                int commits,
                Optional<Path> dockerfile,
                Optional<DockerfileLocation.Text> outside,
                Optional<String> target,
                Map<String, String> arguments) {
            this(commits, dockerfile, outside, target, arguments, Map.of());
        }

        /** Named contexts that are directories of this machine. */
        List<Path> directories() {
            return contexts.values().stream()
                    .filter(ContextSpec.Directory.class::isInstance)
                    .map(spec -> ((ContextSpec.Directory) spec).path())
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    /**
     * @throws PlanException when the history cannot be read, or no commit of it can be planned
     * @throws dev.slipway.dockerfile.DockerfileException when the newest Dockerfile does not parse and no other does
     */
    public static ReplayReport run(GitContext git, Question question, StepCosts costs) {
        return new Replay(git, question, costs).report();
    }

    private StepGraph plan(Path directory, History.Inputs inputs) {
        String name = question.outside().map(DockerfileLocation.Text::name).orElse("Dockerfile");
        DockerfileLocation location = new DockerfileLocation.Text(
                name,
                inputs.dockerfile().orElse(""),
                Optional.of(new DockerfileLocation.IgnoreText(
                        ".dockerignore", inputs.ignore().orElse(""))));
        return StepGraph.plan(
                StepGraph.request(location, directory, question.contexts(), question.target(), question.arguments()),
                (context, path) -> ignoreFile(inputs, context, path));
    }

    private static Optional<byte[]> ignoreFile(History.Inputs inputs, ContextSpec context, String path) {
        return context instanceof ContextSpec.Directory(Path named) && path.equals(".dockerignore")
                ? Optional.ofNullable(inputs.namedIgnores().get(named.toString()))
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private ReplayReport report() {
        StepGraph newest = timeline.newest()
                .orElseThrow(() -> timeline.lastFault()
                        .orElseGet(() -> new PlanException(
                                PlanException.Code.NO_DOCKERFILE,
                                "no commit of the history has a Dockerfile (expected: one that the builds used)",
                                Optional.of("name it with -f, relative to the working directory"))));
        List<Simulation.Build> builds = simulation.run(timeline.graphs());
        List<String> notes = new ArrayList<>(timeline.history().notes());
        if (timeline.faults() > 0) {
            notes.add(timeline.faults() + " of " + builds.size()
                    + " commits have no Dockerfile that can be planned, and count as running nothing"
                    + timeline.lastFault()
                            .map(fault -> ": " + fault.getMessage())
                            .orElse(""));
        }
        return new ReplayReport(
                commits(builds), ranking(newest, builds), moves(newest, builds), unknown(builds), notes);
    }

    private List<CommitCost> commits(List<Simulation.Build> builds) {
        List<CommitCost> found = new ArrayList<>();
        for (int i = 0; i < builds.size(); i++) {
            History.Commit commit = timeline.history().commits().get(i);
            Simulation.Build build = builds.get(i);
            found.add(new CommitCost(
                    commit.id(),
                    commit.subject(),
                    commit.time(),
                    reruns(i, build).stream().map(step -> step.label().place()).toList(),
                    Duration.ofNanos(build.workNanos()),
                    Duration.ofNanos(build.pathNanos()),
                    build.bytes()));
        }
        return found;
    }

    private List<Step> reruns(int commit, Simulation.Build build) {
        Optional<StepGraph> graph = timeline.graph(commit + 1);
        return build.reruns().stream()
                .mapToObj(number -> graph.orElseThrow().steps().get(number))
                .toList();
    }

    /** A step is told by its stage and text: its place shifts with every step that is put before it. */
    private static String identity(Step step) {
        return step.label().stage().orElse("") + "\n" + step.label().text();
    }

    private List<StepCost> ranking(StepGraph newest, List<Simulation.Build> builds) {
        Map<String, Integer> runs = new HashMap<>();
        for (int i = 0; i < builds.size(); i++) {
            reruns(i, builds.get(i)).forEach(step -> runs.merge(identity(step), 1, Integer::sum));
        }
        List<StepCost> ranked = new ArrayList<>();
        for (Step step : newest.steps()) {
            if (step.isWork()) {
                int count = runs.getOrDefault(identity(step), 0);
                Duration duration = Duration.ofNanos(costs.nanos(step));
                ranked.add(new StepCost(
                        step.label().place(),
                        step.label().name(),
                        step.label().line(),
                        count,
                        duration,
                        duration.multipliedBy(count).dividedBy(Math.max(1, builds.size())),
                        costs.of(step).map(StepCosts.Cost::bytes).orElse(0L)));
            }
        }
        ranked.sort(Comparator.comparing(StepCost::perCommit)
                .thenComparingInt(StepCost::runs)
                .reversed());
        return ranked;
    }

    private List<String> unknown(List<Simulation.Build> builds) {
        Set<String> places = new LinkedHashSet<>();
        for (int i = 0; i < builds.size(); i++) {
            reruns(i, builds.get(i)).stream()
                    .filter(step -> costs.of(step).isEmpty())
                    .forEach(step -> places.add(step.label().place()));
        }
        return List.copyOf(places);
    }

    private List<Saving> moves(StepGraph newest, List<Simulation.Build> builds) {
        int now = timeline.moments() - 1;
        Totals before = Totals.of(builds);
        List<Saving> savings = new ArrayList<>();
        for (Move move : OrderMoves.of(newest, selection -> timeline.contents(selection)[now] != 0)) {
            savings.add(saving(move, before));
        }
        ignoring(newest, before).ifPresent(savings::add);
        return savings.stream()
                .filter(saving -> !saving.elapsed().isNegative()
                        && saving.elapsed().plus(saving.work()).isPositive())
                .sorted(Comparator.comparing(Saving::elapsed)
                        .thenComparing(Saving::work)
                        .reversed())
                .limit(MOVES)
                .toList();
    }

    /** All lines together, without those that add nothing to the others. */
    private Optional<Saving> ignoring(StepGraph newest, Totals before) {
        List<String> patterns = new ArrayList<>(IgnoreMoves.candidates(newest, timeline.history()));
        patterns.removeIf(pattern -> leavesNothing(newest, pattern));
        if (patterns.isEmpty()) {
            return Optional.empty();
        }
        Totals best = played(IgnoreMoves.move(patterns));
        for (String pattern : List.copyOf(patterns)) {
            List<String> fewer = new ArrayList<>(patterns);
            fewer.remove(pattern);
            Totals without = fewer.isEmpty() ? before : played(IgnoreMoves.move(fewer));
            if (without.equals(best)) {
                patterns.remove(pattern);
            }
        }
        return patterns.isEmpty() ? Optional.empty() : Optional.of(saving(IgnoreMoves.move(patterns), before));
    }

    /** An instruction that names what is left out would fail. */
    private boolean leavesNothing(StepGraph newest, String pattern) {
        int now = timeline.moments() - 1;
        StepGraph changed = IgnoreMoves.move(List.of(pattern)).change().apply(newest);
        for (Step step : changed.steps()) {
            for (int i = 0; i < step.reads().size(); i++) {
                boolean held = timeline.contents(newest.steps()
                                .get(step.number())
                                .reads()
                                .get(i))[now]
                        != 0;
                if (held && timeline.contents(step.reads().get(i))[now] == 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private record Totals(long path, long work) {
        static Totals of(List<Simulation.Build> builds) {
            return new Totals(
                    builds.stream().mapToLong(Simulation.Build::pathNanos).sum(),
                    builds.stream().mapToLong(Simulation.Build::workNanos).sum());
        }
    }

    private Totals played(Move move) {
        return Totals.of(simulation.run(timeline.changed(move.change())));
    }

    private Saving saving(Move move, Totals before) {
        Totals after = played(move);
        int commits = Math.max(1, timeline.moments() - 1);
        return new Saving(
                move.kind(),
                move.line(),
                move.text(),
                move.condition(),
                Duration.ofNanos((before.path() - after.path()) / commits),
                Duration.ofNanos((before.work() - after.work()) / commits));
    }
}
