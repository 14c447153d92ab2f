package dev.slipway.cli;

import static dev.slipway.cli.Options.flag;
import static dev.slipway.cli.Options.list;
import static dev.slipway.cli.Options.parameter;
import static dev.slipway.cli.Options.text;

import dev.slipway.advise.explain.ArgumentChange;
import dev.slipway.advise.explain.CauseChain;
import dev.slipway.advise.explain.ChangeImpact;
import dev.slipway.advise.explain.ChangedPath;
import dev.slipway.advise.explain.StepCosts;
import dev.slipway.advise.explain.StepGraph;
import dev.slipway.advise.replay.GitContext;
import dev.slipway.advise.replay.WorkingTreeChange;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.request.BuildRequest.DockerfileLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

/** {@code slipway explain}: why steps ran, or which would. */
final class ExplainCommand implements Callable<Integer> {
    private final Session session;

    private final ContextFlags flags = new ContextFlags();
    private List<String> changes = new ArrayList<>();
    private List<String> newArguments = new ArrayList<>();
    private Optional<String> since = Optional.empty();
    private boolean json;
    private Optional<String> subject = Optional.empty();

    ExplainCommand(Session session) {
        this.session = session;
    }

    CommandModel model(NamedOptions named) {
        return flags.addTo(CommandModel.of(
                        "explain",
                        "Tells why steps of a past build ran, or which steps a change would make run.",
                        named,
                        this)
                .parameters(parameter(value -> subject = value, 0)
                        .paramLabel("BUILD|CONTEXT")
                        .description(
                                "A past build (default: the newest); with --change, --arg or --since the build context"
                                        + " (default: the working directory)."))
                .options(
                        list(value -> changes = value, "--change")
                                .arity("1..*")
                                .paramLabel("PATH")
                                .description(
                                        "Files of the context that change; takes all that follows, so CONTEXT comes before."),
                        list(value -> newArguments = value, "--arg")
                                .paramLabel("KEY=VALUE")
                                .description("Build argument with a new value."),
                        text(value -> since = value, "--since")
                                .paramLabel("GIT_REF")
                                .description("What changed in the context since a commit."),
                        flag(value -> json = value, "--json").description("Print JSON.")));
    }

    @Override
    public Integer call() throws IOException {
        boolean ahead = !changes.isEmpty() || !newArguments.isEmpty() || since.isPresent();
        if (ahead) {
            ahead();
        } else {
            past();
        }
        return Main.OK;
    }

    private EmbeddedBuilder open() {
        return EmbeddedBuilder.open(session.builderOptions(OptionalInt.empty()));
    }

    private void past() {
        if (flags.file.isPresent()
                || flags.target.isPresent()
                || !flags.arguments.isEmpty()
                || !flags.buildContexts.isEmpty()) {
            throw PlanException.badValue(
                    "-f, --target, --build-arg or --build-context without a change",
                    "--change, --arg or --since with them");
        }
        BuildRecord build;
        try (EmbeddedBuilder builder = open()) {
            build = PastBuilds.require(builder, subject, "; to ask before a build, use --change, --arg or --since");
        }
        List<CauseChain> chains = CauseChain.of(build);
        List<String> lines = json ? ExplainJson.past(build, chains) : PastText.lines(build, chains);
        lines.forEach(session.out()::println);
    }

    /** {@code --change} takes all that follows, a context too. */
    private void requireContextFirst() {
        if (subject.isEmpty()
                && changes.size() > 1
                && Files.exists(Path.of(changes.getLast()).resolve("Dockerfile"))) {
            throw new PlanException(
                    PlanException.Code.BAD_VALUE,
                    "cannot tell the context from the paths: --change takes \"" + changes.getLast()
                            + "\" as one (expected: CONTEXT before --change)",
                    Optional.of("write: slipway explain " + changes.getLast() + " --change PATH..."));
        }
    }

    private void ahead() throws IOException {
        requireContextFirst();
        ContextFlags.Located located = flags.locate(subject.orElse("."));
        List<BuildRecord> records = records();
        Map<String, String> given = ContextFlags.pairs("--arg", newArguments, session);
        Map<String, String> before = flags.buildArguments(session);
        // What is asked about was something for the last build; all else is as this command line says.
        PastBuilds.ofContext(records, located.directory())
                .ifPresent(last -> given.keySet().stream()
                        .filter(last.invocation().arguments()::containsKey)
                        .forEach(name -> before.putIfAbsent(
                                name, last.invocation().arguments().get(name))));
        Map<String, String> after = new LinkedHashMap<>(before);
        after.putAll(given);
        DockerfileLocation.Text then = located.dockerfile();
        List<ChangedPath> changed = new ArrayList<>();
        changes.forEach(path -> changed.addAll(named(located.directory(), path)));
        List<ChangedPath> present = new ArrayList<>();
        Map<Path, String> ignores = new HashMap<>();
        List<String> notes = new ArrayList<>(notes(located, changed));
        if (since.isPresent()) {
            try (GitContext git = GitContext.open(located.directory(), Optional.empty())) {
                WorkingTreeChange difference = WorkingTreeChange.since(git, since.get(), located.path());
                changed.addAll(difference.changed());
                present.addAll(difference.present());
                then = then(located, difference);
            }
            for (Path directory : flags.directories()) {
                since(directory, changed, present, ignores).ifPresent(notes::add);
            }
        }
        StepGraph now = flags.graph(located, located.dockerfile(), after);
        StepGraph earlier = flags.graph(located, then, before, ignores);
        ChangeImpact impact = ChangeImpact.between(earlier, now, changed, present);
        List<ArgumentChange> arguments = ArgumentChange.of(
                Dockerfile.parse(then.name(), then.text()),
                StepGraph.request(then, located.directory(), flags.contexts(), flags.target, before),
                given);
        Foresight foresight = new Foresight(now, impact, new StepCosts(records, Map.of()), arguments, notes);
        List<String> lines = json ? ExplainJson.ahead(foresight) : AheadText.lines(foresight, columns());
        lines.forEach(session.out()::println);
    }

    private int columns() {
        return session.terminal().interactive() ? session.terminal().columns() : 0;
    }

    private List<BuildRecord> records() {
        try (EmbeddedBuilder builder = open()) {
            return builder.records();
        }
    }

    /** A Dockerfile outside the repository has no history: its present text counts. */
    private static DockerfileLocation.Text then(ContextFlags.Located located, WorkingTreeChange difference) {
        return new DockerfileLocation.Text(
                located.dockerfile().name(),
                difference.dockerfile().orElse(located.dockerfile().text()),
                Optional.of(new DockerfileLocation.IgnoreText(
                        ".dockerignore", difference.ignore().orElse(""))));
    }

    /**
     * What changed in a named context since the commit.
     *
     * @return why that is not known
     */
    private Optional<String> since(
            Path directory, List<ChangedPath> changed, List<ChangedPath> present, Map<Path, String> ignores) {
        try (GitContext git = GitContext.open(directory, Optional.empty())) {
            WorkingTreeChange difference = WorkingTreeChange.since(git, since.orElseThrow());
            difference.changed().forEach(path -> changed.add(path.in(directory.toString())));
            difference.present().forEach(path -> present.add(path.in(directory.toString())));
            ignores.put(directory, difference.ignore().orElse(""));
            return Optional.empty();
        } catch (PlanException e) {
            return Optional.of("the context \"" + directory + "\" counts as unchanged: " + e.getMessage());
        }
    }

    /**
     * Relative to the context, as COPY names it, or a path of this machine that lies in it or in a named context. One
     * that lies in several is a path of each.
     */
    private List<ChangedPath> named(Path directory, String path) {
        Path place = directory.toAbsolutePath().resolve(path).normalize();
        List<ChangedPath> found = new ArrayList<>();
        inside(directory, place).ifPresent(relative -> found.add(new ChangedPath(relative)));
        for (Path other : flags.directories()) {
            inside(other, place).ifPresent(relative -> found.add(new ChangedPath(relative).in(other.toString())));
        }
        if (found.isEmpty()) {
            throw PlanException.badValue(
                    "--change \"" + path + "\"", "a path of the context, relative to it, or one of a named context");
        }
        return found;
    }

    private static Optional<String> inside(Path directory, Path place) {
        Path root = directory.toAbsolutePath().normalize();
        return place.startsWith(root) && !place.equals(root)
                ? Optional.of(root.relativize(place).toString())
                : Optional.empty();
    }

    /** What a name alone does not tell. */
    private List<String> notes(ContextFlags.Located located, List<ChangedPath> changed) {
        if (since.isPresent()) {
            return List.of();
        }
        List<String> notes = new ArrayList<>();
        String dockerfile = located.path().getFileName().toString();
        for (ChangedPath path : changed) {
            if (path.path().equals(dockerfile)
                    || path.path().equals(dockerfile + ".dockerignore")
                    || path.path().equals(".dockerignore")) {
                notes.add("what an edit of " + path.path()
                        + " makes run is not known from its name: edit it and ask with --since");
            }
        }
        return notes;
    }
}
