package dev.slipway.cli;

import dev.slipway.cli.progress.Sizes;
import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.record.BuildRecord.StepRecord;
import dev.slipway.plan.record.BuildRecordJson;
import dev.slipway.plan.record.CacheOutcome;
import dev.slipway.plan.record.FirstCause;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway build record}: what past builds did. */
@Command(
        name = "record",
        description = "Shows what past builds did.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class RecordCommand {
    private final Session session;

    RecordCommand(Session session) {
        this.session = session;
    }

    private EmbeddedBuilder open() {
        return EmbeddedBuilder.open(session.builderOptions(OptionalInt.empty()));
    }

    @Command(name = "ls", description = "Lists past builds, newest first.", mixinStandardHelpOptions = true)
    int list() {
        try (EmbeddedBuilder builder = open()) {
            Table table = new Table("BUILD", "DOCKERFILE", "TARGET", "STARTED", "DURATION", "STEPS RUN", "OUTCOME");
            for (BuildRecord build : builder.records()) {
                table.row(
                        build.id(),
                        build.invocation().dockerfile(),
                        build.invocation().target(),
                        Times.ago(build.started(), Instant.now()),
                        Times.span(build.duration()),
                        build.steps().stream().filter(RecordCommand::ran).count() + "/"
                                + build.steps().size(),
                        build.outcome().name().toLowerCase(Locale.ROOT));
            }
            table.render(0).forEach(session.out()::println);
        }
        return Main.OK;
    }

    @Command(name = "show", description = "Shows one build, step by step.", mixinStandardHelpOptions = true)
    int show(
            @Parameters(
                            paramLabel = "BUILD",
                            arity = "0..1",
                            description = "Id or its beginning (default: the newest).")
                    Optional<String> id,
            @Option(names = "--json", description = "Print the stored record.") boolean json) {
        try (EmbeddedBuilder builder = open()) {
            BuildRecord build = PastBuilds.require(builder, id, "");
            if (json) {
                session.out()
                        .println(new String(BuildRecordJson.write(build), java.nio.charset.StandardCharsets.UTF_8));
                return Main.OK;
            }
            print(build);
        }
        return Main.OK;
    }

    private void print(BuildRecord build) {
        session.out()
                .println("build " + build.id() + ", " + build.outcome().name().toLowerCase(Locale.ROOT) + " in "
                        + Times.span(build.duration()));
        FirstCause.sentence(build).ifPresent(session.out()::println);
        session.out().println();
        Table table = new Table("STEP", "LINE", "START", "TIME", "CPU", "LAYER", "CACHE");
        for (StepRecord step : build.steps()) {
            table.row(
                    shorten(step.name()),
                    step.line() == 0 ? "" : Integer.toString(step.line()),
                    Times.span(step.cost().start()),
                    Times.span(step.cost().duration()),
                    step.cost().cpu().isZero() ? "" : Times.span(step.cost().cpu()),
                    step.cost().layerBytes().stream().map(Sizes::of).collect(Collectors.joining("+")),
                    cache(step.outcome()));
        }
        int columns = session.terminal().interactive() ? session.terminal().columns() : 0;
        table.render(columns).forEach(session.out()::println);
        build.imageDigests().forEach(digest -> session.out().println("image " + digest));
    }

    private static String shorten(String name) {
        String line = name.replace('\n', ' ');
        return line.length() <= 60 ? line : line.substring(0, 59) + "…";
    }

    private static boolean ran(StepRecord step) {
        return step.outcome() instanceof CacheOutcome.Miss;
    }

    private static String cache(CacheOutcome outcome) {
        return switch (outcome) {
            case CacheOutcome.Hit() -> "hit";
            case CacheOutcome.Shared() -> "made by another build";
            case CacheOutcome.NotCached() -> "";
            case CacheOutcome.Miss(CacheOutcome.MissCause.FirstRun()) -> "first run";
            case CacheOutcome.Miss(CacheOutcome.MissCause.Requested()) -> "asked for";
            case CacheOutcome.Miss(CacheOutcome.MissCause.ResultGone()) -> "result was pruned";
            case CacheOutcome.Miss(CacheOutcome.MissCause.Changed(List<CacheOutcome.Change> changes)) ->
                changes.stream()
                                .limit(3)
                                .map(change -> change.kind() + " " + change.subject() + " changed")
                                .collect(Collectors.joining("; "))
                        + (changes.size() > 3 ? "; and " + (changes.size() - 3) + " more" : "");
        };
    }
}
