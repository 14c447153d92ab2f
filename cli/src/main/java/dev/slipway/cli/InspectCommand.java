package dev.slipway.cli;

import static dev.slipway.cli.Options.flag;
import static dev.slipway.cli.Options.parameters;
import static dev.slipway.cli.Options.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.browse.BrowsedImage;
import dev.slipway.cli.browse.LayerBrowser;
import dev.slipway.cli.progress.Sizes;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.image.Platform;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.inspect.InspectException;
import dev.slipway.inspect.budget.Budgets;
import dev.slipway.inspect.budget.Verdict;
import dev.slipway.inspect.report.ImageDiff;
import dev.slipway.inspect.report.Inspection;
import dev.slipway.inspect.report.InspectionJson;
import dev.slipway.inspect.source.LayerOrigins;
import dev.slipway.inspect.tree.ImageTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code slipway inspect}: where the bytes of an image are, and which of them are of no use. */
final class InspectCommand implements Callable<Integer> {
    private static final Path DEFAULT_RULES = Path.of(".dive-ci");

    private final Session session;

    private CommandSpec spec = CommandSpec.create();
    private List<String> images = List.of();
    private Optional<String> platform = Optional.empty();
    private Optional<Path> dockerfile = Optional.empty();
    private Optional<String> target = Optional.empty();
    private boolean diff;
    private boolean json;
    private boolean interactive;
    private boolean whole;
    private boolean ci;
    private Optional<Path> rules = Optional.empty();
    private Optional<String> lowestEfficiency = Optional.empty();
    private Optional<String> highestWastedBytes = Optional.empty();
    private Optional<String> highestUserWastedPercent = Optional.empty();

    InspectCommand(Session session) {
        this.session = session;
    }

    CommandModel model(NamedOptions named) {
        CommandModel model = CommandModel.of(
                        "inspect", "Shows where an image's bytes are and which are wasted.", named, this)
                .parameters(
                        parameters(value -> images = value)
                                .arity("0..2")
                                .paramLabel("IMAGE")
                                .description(
                                        "An OCI layout or docker-archive (path, oci-layout://, docker-archive://), - for docker save on"
                                                + " standard input, a name of the local store or of a registry. Two with --diff."))
                .options(
                        text(value -> platform = value, "--platform")
                                .paramLabel("OS/ARCH")
                                .description("Of an image of several (default: this machine's)."),
                        text(value -> dockerfile = value.map(Path::of), "-f", "--file")
                                .paramLabel("FILE")
                                .description(
                                        "The Dockerfile it was built from, to name lines (default: what build records say)."),
                        text(value -> target = value, "--target")
                                .paramLabel("STAGE")
                                .description("The stage it was built from (default: the last)."),
                        flag(value -> diff = value, "--diff")
                                .description("Compare two images: what grew from the first to the second."),
                        flag(value -> json = value, "--json").description("Print JSON."),
                        flag(value -> interactive = value, "-i", "--interactive")
                                .description("Browse the layers' trees in the terminal, with dive's keys."),
                        flag(value -> whole = value, "--no-trunc").description("Do not cut long lines."),
                        flag(value -> ci = value, "--ci")
                                .description("Judge by rules; the exit code is 1 when one fails."),
                        text(value -> rules = value.map(Path::of), "--ci-config")
                                .paramLabel("FILE")
                                .description("Rules (default: .dive-ci)."),
                        text(value -> lowestEfficiency = value, "--lowestEfficiency")
                                .paramLabel("0..1")
                                .description("Rule of dive."),
                        text(value -> highestWastedBytes = value, "--highestWastedBytes")
                                .paramLabel("SIZE")
                                .description("Rule of dive."),
                        text(value -> highestUserWastedPercent = value, "--highestUserWastedPercent")
                                .paramLabel("0..1")
                                .description("Rule of dive."));
        spec = model.spec();
        return model;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        int wanted = diff ? 2 : 1;
        if (images.size() != wanted) {
            throw new ParameterException(
                    spec.commandLine(),
                    "cannot inspect " + images.size() + " images (expected: " + (diff ? "two with --diff" : "one")
                            + ")");
        }
        if (diff && ci) {
            throw new ParameterException(spec.commandLine(), "cannot use --ci with --diff (expected: one of them)");
        }
        if (interactive && (diff || ci || json)) {
            throw new ParameterException(
                    spec.commandLine(), "cannot use --interactive with --diff, --ci or --json (expected: one of them)");
        }
        Optional<Budgets> budgets = ci ? Optional.of(budgets()) : Optional.empty();
        try (InspectSources sources = new InspectSources(session, System.in)) {
            if (interactive) {
                return browse(sources);
            }
            return diff ? difference(sources) : inspect(sources, budgets);
        }
    }

    private int inspect(InspectSources sources, Optional<Budgets> budgets) throws IOException, InterruptedException {
        Inspection image = read(images.getFirst(), sources);
        Optional<Verdict> verdict = budgets.map(rules -> Verdict.of(image, rules));
        if (json) {
            ObjectNode document = InspectionJson.of(image);
            verdict.ifPresent(judged -> document.set("ci", json(judged)));
            print(document);
        } else {
            InspectReport report = report();
            report.image(image);
            verdict.ifPresent(report::verdict);
            report.lines().forEach(session.out()::println);
        }
        return verdict.isPresent() && !verdict.get().passed() ? Main.FAILED : Main.OK;
    }

    private int browse(InspectSources sources) throws IOException, InterruptedException {
        if (!session.terminal().interactive()) {
            throw new ParameterException(
                    spec.commandLine(), "cannot use --interactive here (expected: a terminal on standard error)");
        }
        Inspection image = read(images.getFirst(), sources);
        List<BrowsedImage.LayerText> layers = image.layers().stream()
                .map(layer -> new BrowsedImage.LayerText(
                        layer.origin().instruction()
                                + layer.origin()
                                        .line()
                                        .map(line -> " (" + line + ")")
                                        .orElse(""),
                        layer.blob().digest().toString(),
                        layer.unpackedBytes()))
                .toList();
        List<String> facts = List.of(
                Sizes.of(image.compressedBytes()) + " compressed, " + Sizes.of(image.unpackedBytes()) + " unpacked",
                String.format(
                        Locale.ROOT,
                        "efficiency %.1f %%, %s wasted",
                        100 * image.efficiency().score(),
                        Sizes.of(image.efficiency().wastedBytes())));
        LayerBrowser.run(
                new BrowsedImage(image.identity().name(), image.view().image(), layers, facts),
                session::currentTerminal);
        return Main.OK;
    }

    private int difference(InspectSources sources) throws IOException, InterruptedException {
        ImageDiff found = ImageDiff.of(read(images.getFirst(), sources), read(images.getLast(), sources));
        if (json) {
            print(found.json());
        } else {
            InspectReport report = report();
            report.difference(found);
            report.lines().forEach(session.out()::println);
        }
        return Main.OK;
    }

    private Inspection read(String name, InspectSources sources) throws IOException, InterruptedException {
        Optional<Platform> wanted = platform.map(Platform::parse);
        ResolvedImage image = sources.find(name).resolve(wanted.orElseGet(Platform::host));
        Platform found = image.config().platform();
        if (wanted.isPresent() && !wanted.get().matches(found)) {
            throw new InspectException(
                    "cannot inspect \"" + name + "\": it is for " + found + " (expected: " + wanted.get() + ")",
                    "leave --platform out");
        }
        LayerOrigins origins = origins(image, sources);
        ImageTree tree = InspectProgress.scan(session, image);
        return Inspection.of(name, image, tree, origins);
    }

    private LayerOrigins origins(ResolvedImage image, InspectSources sources) throws IOException {
        if (dockerfile.isEmpty()) {
            return RecordedLines.origins(image, sources.records());
        }
        Path file = dockerfile.get();
        LayerOrigins origins =
                LayerOrigins.of(image.config(), Dockerfile.parse(file.toString(), Files.readAllBytes(file)), target);
        if (!origins.matched()) {
            session.err()
                    .println("warning: the image's history does not match " + file
                            + (target.isEmpty() ? "" : " with --target " + target.get())
                            + "; lines are left out");
        }
        return origins;
    }

    private Budgets budgets() throws IOException {
        Map<String, String> flags = new LinkedHashMap<>();
        lowestEfficiency.ifPresent(value -> flags.put("lowestEfficiency", value));
        highestWastedBytes.ifPresent(value -> flags.put("highestWastedBytes", value));
        highestUserWastedPercent.ifPresent(value -> flags.put("highestUserWastedPercent", value));
        Path file = rules.orElse(DEFAULT_RULES);
        // Without a file of rules dive's defaults judge; a file that was named must be there.
        String text = rules.isEmpty() && !Files.exists(file) ? "" : Files.readString(file);
        return Budgets.parse(file.toString(), text, flags);
    }

    private static ObjectNode json(Verdict verdict) {
        ObjectNode document = new ObjectMapper().createObjectNode();
        document.put("passed", verdict.passed());
        var results = document.putArray("rules");
        verdict.results()
                .forEach(one -> results.addObject()
                        .put("rule", one.rule())
                        .put("passed", one.passed())
                        .put("actual", one.actual())
                        .put("limit", one.limit()));
        return document;
    }

    private void print(ObjectNode document) throws IOException {
        session.out()
                .println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document));
    }

    private InspectReport report() {
        Terminal terminal = session.terminal();
        return new InspectReport(
                whole || !terminal.interactive() ? 0 : terminal.columns(),
                terminal.colour() && Terminal.isStandardOutput());
    }
}
