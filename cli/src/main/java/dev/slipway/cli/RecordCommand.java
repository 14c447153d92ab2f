package dev.slipway.cli;

import static dev.slipway.cli.Options.flag;
import static dev.slipway.cli.Options.parameter;

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

/** {@code slipway build record}: what past builds did. */
final class RecordCommand {
    private final Session session;

    private Optional<String> id = Optional.empty();
    private boolean json;

    RecordCommand(Session session) {
        this.session = session;
    }

    CommandModel model(NamedOptions named) {
        return CommandModel.group("record", "Shows what past builds did.", named)
                .subcommand("ls", () -> listModel(named))
                .subcommand("show", () -> showModel(named));
    }

    private CommandModel listModel(NamedOptions named) {
        return CommandModel.of("ls", "Lists past builds, newest first.", named, this::list);
    }

    private CommandModel showModel(NamedOptions named) {
        return CommandModel.of("show", "Shows one build, step by step.", named, this::show)
                .parameters(parameter(value -> id = value, 0)
                        .paramLabel("BUILD")
                        .description("Id or its beginning (default: the newest)."))
                .options(flag(value -> json = value, "--json").description("Print the stored record."));
    }

    private EmbeddedBuilder open() {
        return EmbeddedBuilder.open(session.builderOptions(OptionalInt.empty()));
    }

    private int list() {
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

    private int show() {
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
