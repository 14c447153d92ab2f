package dev.slipway.cli;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.Checker;
import dev.slipway.advise.check.ContextFiles;
import dev.slipway.advise.check.DirectoryContextFiles;
import dev.slipway.advise.check.Rule;
import dev.slipway.advise.check.Rules;
import dev.slipway.advise.check.config.CheckConfig;
import dev.slipway.advise.check.hadolint.LabelSchema;
import dev.slipway.advise.check.report.CheckReport;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.plan.DockerfileSource;
import dev.slipway.plan.describe.Outline;
import dev.slipway.plan.describe.Targets;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.ContextSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code --call}: what a Dockerfile offers, as buildx prints it, and what is wrong with it. */
final class Calls {
    private Calls() {}

    static int outline(BuildRequest request, Session session) {
        Outline outline = Outline.of(read(request, session).dockerfile(), request);
        String name = outline.name().isEmpty() ? "(default)" : outline.name();
        session.out().println("TARGET:      " + name);
        if (!outline.description().isEmpty()) {
            session.out().println("DESCRIPTION: " + outline.description());
        }
        if (!outline.arguments().isEmpty()) {
            Table table = new Table("BUILD ARG", "VALUE", "DESCRIPTION");
            outline.arguments().forEach(one -> table.row(one.name(), one.value(), one.description()));
            print(table, session);
        }
        needs("SECRET", outline.secrets(), session);
        needs("SSH", outline.agents(), session);
        return Main.OK;
    }

    static int targets(BuildRequest request, Session session) {
        Table table = new Table("TARGET", "BASE", "DESCRIPTION");
        for (Targets.Target one :
                Targets.of(read(request, session).dockerfile()).targets()) {
            String name = one.name().isEmpty() ? "(unnamed, line " + one.line() + ")" : one.name();
            table.row(name + (one.isDefault() ? " (default)" : ""), one.base(), one.description());
        }
        table.render(0).forEach(session.out()::println);
        return Main.OK;
    }

    /** BuildKit's build checks alone, as {@code docker buildx build --check} makes them; 1 when there are findings. */
    static int check(BuildRequest request, Session session) throws IOException {
        Set<String> others = Rules.all().stream()
                .map(Rule::info)
                .filter(info -> info.family() != Rule.Family.BUILDKIT)
                .map(Rule.Info::id)
                .collect(Collectors.toSet());
        CheckConfig config = new CheckConfig(others, Map.of(), Optional.empty(), List.of(), LabelSchema.NONE, false);
        Optional<ContextFiles> files = request.sources().context().orElse(null) instanceof ContextSpec.Directory at
                ? Optional.of(DirectoryContextFiles.list(at.path(), Optional.empty()))
                : Optional.empty();
        Dockerfile dockerfile = read(request, session).dockerfile();
        CheckInput input =
                new CheckInput(dockerfile, request.target(), request.buildArguments(), files, List.of(), List.of());
        Checker.Result result;
        List<RuntimeException> faults;
        try (CheckedBases bases = CheckedBases.resolving(dockerfile, request, session)) {
            result = new Checker(config, Optional.empty()).check(input.with(bases));
            faults = bases.faults();
        }
        CheckReport report = new CheckReport(result.findings(), result.rules(), Version.text());
        session.out().print(report.render(CheckReport.Format.TTY, session.colourOnStandardOutput()));
        ErrorPrinter errors = new ErrorPrinter(session.err(), session.terminal().colour());
        faults.forEach(errors::print);
        return result.findings().isEmpty() && faults.isEmpty() ? Main.OK : Main.FAILED;
    }

    private static DockerfileSource read(BuildRequest request, Session session) {
        try (EmbeddedBuilder builder = EmbeddedBuilder.open(session.builderOptions(OptionalInt.empty()))) {
            return builder.dockerfile(request);
        }
    }

    private static void needs(String title, List<Outline.Need> needs, Session session) {
        if (!needs.isEmpty()) {
            Table table = new Table(title, "REQUIRED");
            needs.forEach(one -> table.row(one.id(), Boolean.toString(one.required())));
            print(table, session);
        }
    }

    private static void print(Table table, Session session) {
        session.out().println();
        table.render(0).forEach(session.out()::println);
    }
}
