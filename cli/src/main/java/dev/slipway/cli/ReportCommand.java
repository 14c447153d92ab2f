package dev.slipway.cli;

import static dev.slipway.cli.Options.number;
import static dev.slipway.cli.Options.parameter;
import static dev.slipway.cli.Options.text;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.Checker;
import dev.slipway.advise.check.config.CheckConfig;
import dev.slipway.advise.explain.CauseChain;
import dev.slipway.advise.explain.StepCosts;
import dev.slipway.advise.graph.GraphPicture;
import dev.slipway.advise.graph.SvgGraph;
import dev.slipway.advise.replay.GitContext;
import dev.slipway.advise.replay.Replay;
import dev.slipway.advise.replay.ReplayReport;
import dev.slipway.advise.report.BuildTimeline;
import dev.slipway.advise.report.Report;
import dev.slipway.advise.report.ReportPage;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.image.Platform;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.inspect.report.LayerBoxes;
import dev.slipway.inspect.report.SizeBox;
import dev.slipway.inspect.source.LayerOrigins;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.request.BuildRequest.DockerfileLocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

/** {@code slipway report}: everything that is known of a build, its image and its Dockerfile, on one HTML page. */
final class ReportCommand implements Callable<Integer> {
    private final Session session;

    private final ContextFlags flags = new ContextFlags();
    private Path output = Path.of("report.html");
    private Optional<String> build = Optional.empty();
    private Optional<String> image = Optional.empty();
    private int commits = 200;
    private String context = ".";

    ReportCommand(Session session) {
        this.session = session;
    }

    CommandModel model(NamedOptions named) {
        return flags.addTo(CommandModel.of(
                        "report",
                        "Writes one HTML page: the build's timeline, stages, layers, causes of reruns, history, findings.",
                        named,
                        this)
                .parameters(parameter(value -> context = value.orElse("."), 0)
                        .paramLabel("CONTEXT")
                        .description("Build context, a directory (default: the working directory)."))
                .options(
                        text(value -> output = Path.of(value.orElse("report.html")), "-o", "--output")
                                .paramLabel("FILE")
                                .description("Where to write (default: report.html)."),
                        text(value -> build = value, "--build")
                                .paramLabel("BUILD")
                                .description("A past build (default: the newest of this context, if there is one)."),
                        text(value -> image = value, "--image")
                                .paramLabel("IMAGE")
                                .description("An image to show, as slipway inspect names it."),
                        number(value -> commits = value, "-n")
                                .paramLabel("COMMITS")
                                .description("Commits to replay, at most; 0 for none (default: 200).")));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ContextFlags.Located located = flags.locate(context);
        List<BuildRecord> records;
        Optional<BuildRecord> record;
        try (EmbeddedBuilder builder = EmbeddedBuilder.open(session.builderOptions(OptionalInt.empty()))) {
            records = builder.records();
            record = build.isPresent()
                    ? Optional.of(PastBuilds.require(builder, build, ""))
                    : PastBuilds.ofContext(records, located.directory());
        }
        if (record.isEmpty()) {
            session.err().println("note: no timeline: no build of this context is recorded; name one with --build");
        }
        String svg = SvgGraph.render(
                GraphPicture.of(flags.graph(located, located.dockerfile(), flags.buildArguments(session))));
        Report report = new Report(
                image.orElseGet(() -> located.directory().getFileName() + ""),
                located.path().toString(),
                record.map(BuildTimeline::of),
                Optional.of(svg),
                layers(located),
                record.map(ReportCommand::causes).orElse(List.of()),
                ranking(located, records),
                problems(records));
        WholeFile.write(output, ReportPage.html(report).getBytes(StandardCharsets.UTF_8));
        session.err().println("wrote " + output);
        return Main.OK;
    }

    private List<SizeBox> layers(ContextFlags.Located located) throws IOException, InterruptedException {
        if (image.isEmpty()) {
            return List.of();
        }
        try (InspectSources sources = new InspectSources(session, System.in)) {
            ResolvedImage found = sources.find(image.get()).resolve(Platform.host());
            Dockerfile dockerfile = Dockerfile.parse(
                    located.dockerfile().name(), located.dockerfile().text());
            LayerOrigins recorded = RecordedLines.origins(found, sources.records());
            LayerOrigins origins =
                    recorded.matched() ? recorded : LayerOrigins.of(found.config(), dockerfile, flags.target);
            return LayerBoxes.of(InspectProgress.scan(session, found), found, origins);
        }
    }

    /** From what started it to the step. */
    private static List<Report.Cause> causes(BuildRecord record) {
        List<Report.Cause> causes = new ArrayList<>();
        for (CauseChain chain : CauseChain.of(record)) {
            List<String> links = new ArrayList<>(PastText.root(chain.root()));
            chain.steps().reversed().forEach(step -> links.add(PastText.step(step)));
            causes.add(new Report.Cause(chain.step().name(), chain.step().line(), links));
        }
        return causes;
    }

    /** Of the context's git history, where it has one. */
    private Optional<Report.Ranking> ranking(ContextFlags.Located located, List<BuildRecord> records)
            throws IOException {
        if (commits == 0) {
            return Optional.empty();
        }
        ReplayReport replay;
        try (GitContext git = GitContext.open(located.directory(), Optional.empty())) {
            Optional<Path> file = flags.file.isPresent() ? Optional.of(located.path()) : Optional.empty();
            Optional<DockerfileLocation.Text> outside = file.map(path -> located.dockerfile());
            replay = Replay.run(
                    git,
                    new Replay.Question(
                            commits, file, outside, flags.target, flags.buildArguments(session), flags.contexts()),
                    new StepCosts(records, Map.of()));
        } catch (PlanException e) {
            session.err().println("note: no history: " + e.getMessage());
            return Optional.empty();
        }
        return Optional.of(new Report.Ranking(
                replay.commits().size(),
                minutes(replay.elapsedPerCommit()),
                replay.steps().stream()
                        .filter(step -> step.runs() > 0)
                        .map(step -> new Report.Ranked(
                                step.name(),
                                step.line(),
                                step.runs(),
                                step.duration().toMillis() / 1000.0))
                        .toList(),
                replay.moves().stream()
                        .map(move -> new Report.Move(
                                move.text() + (move.condition().isEmpty() ? "" : ", if " + move.condition()),
                                minutes(move.elapsed())))
                        .toList()));
    }

    private static double minutes(Duration duration) {
        return duration.toMillis() / 60_000.0;
    }

    private List<Report.Problem> problems(List<BuildRecord> records) throws IOException {
        CheckSources sources = CheckSources.locate(flags.file, Optional.of(Path.of(context)));
        CheckConfig settings = sources.configs();
        CheckInput input = sources.input(flags.target, flags.buildArguments(session), settings.trustedRegistries())
                .with(() -> records);
        Checker.Result result;
        try (StoreAtHand store = StoreAtHand.open(session);
                CheckedBases bases = CheckedBases.atHand(
                        input.dockerfile(), flags.buildArguments(session), flags.contexts(), session, store)) {
            result = new Checker(settings, Optional.empty()).check(input.with(bases));
        }
        return result.findings().stream()
                .map(finding -> new Report.Problem(
                        finding.severity().name().toLowerCase(Locale.ROOT),
                        finding.rule(),
                        finding.line(),
                        finding.message(),
                        finding.fix().orElse("")))
                .toList();
    }
}
