package dev.slipway.cli;

import dev.slipway.advise.explain.StepCosts;
import dev.slipway.advise.replay.GitContext;
import dev.slipway.advise.replay.Replay;
import dev.slipway.advise.replay.ReplayReport;
import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.request.BuildRequest.DockerfileLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway replay}: what the commits of a git history would have cost. */
@Command(
        name = "replay",
        description = "Plays the git history of a context: what each commit runs again, and what would cost less.",
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private ContextFlags flags = new ContextFlags();

    @Option(names = "-n", paramLabel = "COMMITS", description = "How many commits, at most (default: 200).")
    private int commits = 200;

    @Option(
            names = "--path",
            paramLabel = "SUBDIR",
            description = "The build context is this directory below CONTEXT; it may be gone today.")
    private Optional<String> path = Optional.empty();

    @Option(
            names = "--cost",
            paramLabel = "STEP=SECONDS",
            description = "What a step takes: its place (build#3) or a part of its instruction.")
    private List<String> costs = new ArrayList<>();

    @Option(names = "--costs", paramLabel = "FILE", description = "File of such lines; # begins a comment.")
    private Optional<String> costFile = Optional.empty();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Parameters(
            paramLabel = "CONTEXT",
            arity = "0..1",
            defaultValue = ".",
            description = "Build context in a git repository (default: the working directory).")
    private String context = ".";

    ReplayCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Map<String, Duration> given = given();
        List<BuildRecord> records;
        try (GitContext git = GitContext.open(Path.of(context), path)) {
            try (EmbeddedBuilder builder = EmbeddedBuilder.open(session.builderOptions(OptionalInt.empty()))) {
                records = builder.records();
            }
            ReplayReport report = Replay.run(git, question(), new StepCosts(records, given));
            List<String> lines = json
                    ? ReplayText.json(report)
                    : ReplayText.lines(
                            report,
                            session.terminal().interactive()
                                    ? session.terminal().columns()
                                    : 0);
            lines.forEach(session.out()::println);
        }
        return Main.OK;
    }

    private Replay.Question question() throws IOException {
        Optional<Path> file =
                flags.file.map(name -> Path.of("").toAbsolutePath().resolve(name));
        Optional<DockerfileLocation.Text> present = Optional.empty();
        if (file.isPresent() && Files.isRegularFile(file.get())) {
            present = Optional.of(flags.locate(context).dockerfile());
        }
        return new Replay.Question(
                commits, file, present, flags.target, flags.buildArguments(session), flags.contexts());
    }

    private Map<String, Duration> given() throws IOException {
        List<String> lines = new ArrayList<>(costs);
        if (costFile.isPresent()) {
            lines.addAll(Files.readAllLines(Path.of(costFile.get())));
        }
        Map<String, Duration> given = new LinkedHashMap<>();
        for (String line : lines) {
            if (!line.isBlank() && !line.startsWith("#")) {
                Map.Entry<String, Duration> cost = StepCosts.parse(line);
                given.putIfAbsent(cost.getKey(), cost.getValue());
            }
        }
        return given;
    }
}
