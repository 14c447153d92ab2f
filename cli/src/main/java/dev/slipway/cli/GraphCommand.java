package dev.slipway.cli;

import static dev.slipway.cli.Options.parameter;
import static dev.slipway.cli.Options.text;

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

/** {@code slipway graph}: stages and steps as a picture. */
final class GraphCommand implements Callable<Integer> {
    private final Session session;

    private final ContextFlags flags = new ContextFlags();
    private Optional<String> format = Optional.empty();
    private Optional<String> output = Optional.empty();
    private String context = ".";

    GraphCommand(Session session) {
        this.session = session;
    }

    CommandModel model(NamedOptions named) {
        return flags.addTo(CommandModel.of("graph", "Draws the stages and steps that a target needs.", named, this)
                .parameters(parameter(value -> context = value.orElse("."), 0)
                        .paramLabel("CONTEXT")
                        .description("Build context, a directory (default: the working directory)."))
                .options(
                        text(value -> format = value, "--format")
                                .paramLabel("KIND")
                                .description("dot, mermaid or svg (default: by -o, else dot)."),
                        text(value -> output = value, "-o", "--output")
                                .paramLabel("FILE")
                                .description("Write there instead of to standard output.")));
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
