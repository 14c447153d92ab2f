package dev.slipway.cli;

import static dev.slipway.cli.Options.flag;
import static dev.slipway.cli.Options.list;
import static dev.slipway.cli.Options.oneOf;
import static dev.slipway.cli.Options.parameter;
import static dev.slipway.cli.Options.text;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.Checker;
import dev.slipway.advise.check.Rule;
import dev.slipway.advise.check.Rules;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.config.CheckConfig;
import dev.slipway.advise.check.config.ConfigException;
import dev.slipway.advise.check.config.FailureThreshold;
import dev.slipway.advise.check.config.RuleIds;
import dev.slipway.advise.check.hadolint.LabelSchema;
import dev.slipway.advise.check.report.CheckReport;
import dev.slipway.advise.check.shellcheck.ShellCheck;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.ContextSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.OptionSpec;

/** {@code slipway check}: what is wrong with a Dockerfile. */
final class CheckCommand implements Callable<Integer> {
    private static final Duration SHELLCHECK_LIMIT = Duration.ofSeconds(60);

    private final Session session;

    private Optional<Path> context = Optional.empty();
    private Optional<String> file = Optional.empty();
    private Optional<String> target = Optional.empty();
    private List<String> buildArguments = new ArrayList<>();
    private List<String> buildContexts = new ArrayList<>();
    private List<String> skip = new ArrayList<>();
    private List<String> errors = new ArrayList<>();
    private List<String> warnings = new ArrayList<>();
    private List<String> infos = new ArrayList<>();
    private List<String> styles = new ArrayList<>();
    private Optional<String> threshold = Optional.empty();
    private CheckReport.Format format = CheckReport.Format.TTY;
    private Optional<Path> config = Optional.empty();
    private boolean noShellCheck;
    private boolean fix;
    private boolean listRules;

    CheckCommand(Session session) {
        this.session = session;
    }

    CommandModel model(NamedOptions named) {
        CommandModel model = CommandModel.of(
                        "check",
                        "Checks a Dockerfile: BuildKit's build checks, hadolint's rules, Slipway's own, ShellCheck.",
                        named,
                        this)
                .parameters(parameter(value -> context = value.map(Path::of), 0)
                        .paramLabel("CONTEXT")
                        .description(
                                "The build context's directory (default: the current one; none for a Dockerfile on standard"
                                        + " input)."))
                .options(
                        text(value -> file = value, "-f", "--file")
                                .paramLabel("FILE")
                                .description("The Dockerfile; - for standard input (default: CONTEXT/Dockerfile)."),
                        text(value -> target = value, "--target")
                                .paramLabel("STAGE")
                                .description("The stage that is built (default: the last)."),
                        list(value -> buildArguments = value, "--build-arg")
                                .paramLabel("KEY=VALUE")
                                .description("A build argument; repeatable."),
                        list(value -> buildContexts = value, "--build-context")
                                .paramLabel("NAME=CONTEXT")
                                .description("A context that stands in for a stage or image, as slipway build takes it;"
                                        + " repeatable."),
                        text(value -> threshold = value, "--failure-threshold")
                                .paramLabel("LEVEL")
                                .description(
                                        "Exit with 1 for findings of this severity or a worse one: error, warning, info, style, or"
                                                + " none (default: warning)."),
                        oneOf(CheckReport.Format.class, value -> format = value, "--format")
                                .paramLabel("FORMAT")
                                .description("One of ${COMPLETION-CANDIDATES} (default: tty)."),
                        text(value -> config = value.map(Path::of), "--config")
                                .paramLabel("FILE")
                                .description(
                                        "Read this file, of Slipway's form, instead of .slipway.yaml and .hadolint.yaml."),
                        flag(value -> noShellCheck = value, "--no-shellcheck")
                                .description("Do not run shellcheck, even where it is installed."),
                        flag(value -> fix = value, "--fix")
                                .description(
                                        "Mend in the Dockerfile what can be mended safely, then check what is left."),
                        flag(value -> listRules = value, "--list-rules").description("List all rules and exit."))
                .options(rules());
        model.spec()
                .usageMessage()
                .footer("", "Exit codes: 0 nothing at or above the threshold, 1 findings, 2 nothing could be checked.");
        return model;
    }

    private OptionSpec.Builder[] rules() {
        return new OptionSpec.Builder[] {
            list(value -> skip = value, "--ignore", "--skip")
                    .paramLabel("RULE")
                    .splitRegex(",")
                    .description("A rule that is not wanted; repeatable."),
            list(value -> errors = value, "--error")
                    .paramLabel("RULE")
                    .splitRegex(",")
                    .description("A rule that finds errors."),
            list(value -> warnings = value, "--warning")
                    .paramLabel("RULE")
                    .splitRegex(",")
                    .description("A rule that finds warnings."),
            list(value -> infos = value, "--info")
                    .paramLabel("RULE")
                    .splitRegex(",")
                    .description("A rule that informs."),
            list(value -> styles = value, "--style")
                    .paramLabel("RULE")
                    .splitRegex(",")
                    .description("A rule about style.")
        };
    }

    @Override
    public Integer call() throws IOException {
        if (listRules) {
            printRules();
            return Main.OK;
        }
        try {
            return check();
        } catch (DockerfileException | ConfigException | PlanException e) {
            new ErrorPrinter(session.err(), session.terminal().colour()).print(e);
            return Main.USAGE;
        }
    }

    private int check() throws IOException {
        CheckSources sources = CheckSources.locate(file, context);
        CheckConfig settings = flags().over(files(sources));
        Map<String, ContextSpec> contexts =
                NamedContextFlags.parse(buildContexts, Path.of("").toAbsolutePath());
        try (StoreAtHand store = StoreAtHand.open(session)) {
            CheckInput input = sources.input(target, arguments(), settings.trustedRegistries())
                    .with(store.buildsOf(sources.directory()));
            try (CheckedBases bases = CheckedBases.atHand(input.dockerfile(), arguments(), contexts, session, store)) {
                return check(sources, settings, input.with(bases));
            }
        }
    }

    private int check(CheckSources located, CheckConfig settings, CheckInput asked) throws IOException {
        CheckSources sources = located;
        CheckInput input = asked;
        Checker checker = new Checker(settings, shellCheck());
        if (fix) {
            Optional<String> fixed = checker.fixed(input);
            if (fixed.isPresent()) {
                sources.replace(fixed.get());
                sources = CheckSources.locate(file, context);
                input = sources.input(target, arguments(), settings.trustedRegistries())
                        .with(asked.bases())
                        .with(asked.builds());
                session.err().println("mended what could be mended safely: see the file's difference");
            }
        }
        Checker.Result result = checker.check(input);
        result.notes().forEach(note -> session.err().println("note: " + note));
        CheckReport report = new CheckReport(result.findings(), result.rules(), Version.text());
        session.out().print(report.render(format, session.colourOnStandardOutput()));
        if (format != CheckReport.Format.TTY) {
            session.err().println(report.summary());
        }
        FailureThreshold fails = settings.threshold().orElse(FailureThreshold.WARNING);
        return result.findings().stream().anyMatch(finding -> fails.fails(finding.severity())) ? Main.FAILED : Main.OK;
    }

    private CheckConfig files(CheckSources sources) throws IOException {
        return config.isPresent() ? CheckSources.config(config.get()) : sources.configs();
    }

    private CheckConfig flags() {
        Map<String, Severity> severities = new HashMap<>();
        known("--style", styles).forEach(id -> severities.put(id, Severity.STYLE));
        known("--info", infos).forEach(id -> severities.put(id, Severity.INFO));
        known("--warning", warnings).forEach(id -> severities.put(id, Severity.WARNING));
        known("--error", errors).forEach(id -> severities.put(id, Severity.ERROR));
        Set<String> skipped = new HashSet<>(known("--ignore", skip));
        return new CheckConfig(
                skipped, severities, threshold.map(CheckCommand::level), List.of(), LabelSchema.NONE, false);
    }

    private static FailureThreshold level(String name) {
        return FailureThreshold.named(name)
                .orElseThrow(() -> PlanException.badValue(
                        "--failure-threshold \"" + name + "\"", "error, warning, info, style or none"));
    }

    private static List<String> known(String flag, List<String> ids) {
        for (String id : ids) {
            if (!RuleIds.isKnown(id)) {
                throw new PlanException(
                        PlanException.Code.BAD_VALUE,
                        "cannot use " + flag + " \"" + id + "\" (expected: a rule's name or id)",
                        RuleIds.hint(id));
            }
        }
        return ids;
    }

    private Map<String, String> arguments() {
        return ContextFlags.pairs("--build-arg", buildArguments, session);
    }

    /** The first of that name on the search path. */
    private Optional<ShellCheck> shellCheck() {
        if (noShellCheck) {
            return Optional.empty();
        }
        for (String directory : session.variable("PATH").orElse("").split(":", -1)) {
            Path program = Path.of(directory.isEmpty() ? "." : directory).resolve("shellcheck");
            if (Files.isExecutable(program) && Files.isRegularFile(program)) {
                return Optional.of(new ShellCheck(
                        program.toAbsolutePath(),
                        SHELLCHECK_LIMIT,
                        Optional.of(session.cache().resolve("shellcheck"))));
            }
        }
        return Optional.empty();
    }

    private void printRules() {
        Table table = new Table("RULE", "FAMILY", "SEVERITY", "WHAT IT SAYS");
        for (Rule rule : Rules.all()) {
            Rule.Info info = rule.info();
            table.row(
                    info.id(),
                    info.family().name().toLowerCase(Locale.ROOT),
                    Rules.isOff(info.id()) ? "off" : info.severity().name().toLowerCase(Locale.ROOT),
                    info.summary());
        }
        table.render(0).forEach(session.out()::println);
    }
}
