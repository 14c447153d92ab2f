package dev.slipway.cli;

import dev.slipway.advise.graph.DotGraph;
import dev.slipway.advise.graph.GraphPicture;
import dev.slipway.advise.graph.MermaidGraph;
import dev.slipway.advise.graph.SvgGraph;
import dev.slipway.plan.PlanException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway graph}: stages and steps as a picture. */
@Command(
        name = "graph",
        description = "Draws the stages and steps that a target needs.",
        mixinStandardHelpOptions = true)
final class GraphCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private ContextFlags flags = new ContextFlags();

    @Option(names = "--format", paramLabel = "KIND", description = "dot, mermaid or svg (default: by -o, else dot).")
    private Optional<String> format = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write there instead of to standard output.")
    private Optional<String> output = Optional.empty();

    @Parameters(
            paramLabel = "CONTEXT",
            arity = "0..1",
            defaultValue = ".",
            description = "Build context, a directory (default: the working directory).")
    private String context = ".";

    GraphCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        String kind = format.orElseGet(this::byName).toLowerCase(Locale.ROOT);
        ContextFlags.Located located = flags.locate(context);
        GraphPicture picture =
                GraphPicture.of(flags.graph(located, located.dockerfile(), flags.buildArguments(session)));
        String text = switch (kind) {
            case "dot" -> DotGraph.render(picture);
            case "mermaid" -> MermaidGraph.render(picture);
            case "svg" -> SvgGraph.render(picture);
            default -> throw PlanException.badValue("--format \"" + kind + "\"", "dot, mermaid or svg");
        };
        if (output.isPresent()) {
            WholeFile.write(Path.of(output.get()), text.getBytes(StandardCharsets.UTF_8));
        } else {
            session.out().print(text);
        }
        return Main.OK;
    }

    private String byName() {
        String name = output.orElse("");
        return name.endsWith(".svg") ? "svg" : name.endsWith(".mmd") || name.endsWith(".md") ? "mermaid" : "dot";
    }
}
