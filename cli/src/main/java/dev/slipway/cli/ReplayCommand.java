package dev.slipway.cli;

import static dev.slipway.cli.Options.flag;
import static dev.slipway.cli.Options.list;
import static dev.slipway.cli.Options.number;
import static dev.slipway.cli.Options.parameter;
import static dev.slipway.cli.Options.text;

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

/** {@code slipway replay}: what the commits of a git history would have cost. */
final class ReplayCommand implements Callable<Integer> {
    private final Session session;

    private final ContextFlags flags = new ContextFlags();
    private int commits = 200;
    private Optional<String> path = Optional.empty();
    private List<String> costs = new ArrayList<>();
    private Optional<String> costFile = Optional.empty();
    private boolean json;
    private String context = ".";

    ReplayCommand(Session session) {
        this.session = session;
    }

    CommandModel model(NamedOptions named) {
        return flags.addTo(CommandModel.of(
                        "replay",
                        "Plays the git history of a context: what each commit runs again, and what would cost less.",
                        named,
                        this)
                .parameters(parameter(value -> context = value.orElse("."), 0)
                        .paramLabel("CONTEXT")
                        .description("Build context in a git repository (default: the working directory)."))
                .options(
                        number(value -> commits = value, "-n")
                                .paramLabel("COMMITS")
                                .description("How many commits, at most (default: 200)."),
                        text(value -> path = value, "--path")
                                .paramLabel("SUBDIR")
                                .description(
                                        "The build context is this directory below CONTEXT; it may be gone today."),
                        list(value -> costs = value, "--cost")
                                .paramLabel("STEP=SECONDS")
                                .description("What a step takes: its place (build#3) or a part of its instruction."),
                        text(value -> costFile = value, "--costs")
                                .paramLabel("FILE")
                                .description("File of such lines; # begins a comment."),
                        flag(value -> json = value, "--json").description("Print JSON.")));
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
