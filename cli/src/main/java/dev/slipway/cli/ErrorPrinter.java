package dev.slipway.cli;

import dev.slipway.advise.check.config.ConfigException;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.ErrorExcerpt;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.engine.ImageNotFoundException;
import dev.slipway.engine.export.ExportException;
import dev.slipway.engine.linux.FileFaults;
import dev.slipway.engine.solve.BuildFailedException;
import dev.slipway.engine.step.SourceException;
import dev.slipway.engine.step.StepException;
import dev.slipway.engine.store.StoreException;
import dev.slipway.image.ImageException;
import dev.slipway.inspect.InspectException;
import dev.slipway.plan.PlanException;
import dev.slipway.recipes.RecipeException;
import dev.slipway.serve.engine.ServeException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** The one place that turns every module's exceptions into text. */
final class ErrorPrinter {
    private final PrintStream err;
    private final boolean colour;

    ErrorPrinter(PrintStream err, boolean colour) {
        this.err = err;
        this.colour = colour;
    }

    void print(Throwable problem) {
        switch (problem) {
            case DockerfileException e -> excerpt(e.getMessage(), e.source(), e.span(), e.hint());
            case ConfigException e -> excerpt(e.getMessage(), e.source(), e.span(), e.hint());
            case PlanException e ->
                e.position()
                        .ifPresentOrElse(
                                at -> excerpt(e.getMessage(), at.source(), at.span(), e.hint()),
                                () -> message(e.getMessage(), e.hint()));
            case RecipeException e ->
                e.place()
                        .ifPresentOrElse(
                                at -> excerpt(e.getMessage(), at.source(), at.span(), e.hint()),
                                () -> message(e.getMessage(), e.hint()));
            case BuildFailedException e -> failed(e);
            case StepException e -> message(e.getMessage(), e.facts().hint());
            case StoreException e -> message(e.getMessage(), e.hint());
            case SourceException e -> message(e.getMessage(), e.hint());
            case ExportException e -> message(e.getMessage(), e.hint());
            case ImageException e -> message(e.getMessage(), text(e.hint()));
            case InspectException e -> message(e.getMessage(), text(e.hint()));
            case ImageNotFoundException e -> message(e.getMessage(), e.hint());
            case ServeException e -> message(String.valueOf(e.getMessage()), Optional.empty());
            case dev.slipway.serve.config.ConfigException e ->
                message(String.valueOf(e.getMessage()), Optional.of("slipway serve --help lists all settings"));
            case FileSystemException e -> message("cannot use " + FileFaults.reason(e), Optional.empty());
            case InterruptedException e -> err.println("canceled");
            case IllegalArgumentException e -> message(String.valueOf(e.getMessage()), Optional.empty());
            default -> unexpected(problem);
        }
    }

    private void failed(BuildFailedException e) {
        String step = e.notes().name();
        List<String> lastLines = e.step().map(s -> s.facts().lastLines()).orElse(List.of());
        if (!lastLines.isEmpty()) {
            err.println("------");
            err.println(" > " + step + ":");
            lastLines.forEach(err::println);
            err.println("------");
        }
        Optional<String> hint = hint(e.getCause());
        Optional<Span> span = e.notes().spans().stream().findFirst();
        if (span.isPresent()) {
            String where = e.graph().dockerfile().name() + ":" + span.get() + ": ";
            excerpt(where + e.getMessage(), e.graph().dockerfile(), span.get(), hint);
        } else {
            message(step + ": " + e.getMessage(), hint);
        }
    }

    private static Optional<String> hint(Throwable cause) {
        return switch (cause) {
            case StepException e -> e.facts().hint();
            case StoreException e -> e.hint();
            case SourceException e -> e.hint();
            case ExportException e -> e.hint();
            case ImageException e -> text(e.hint());
            case null, default -> Optional.empty();
        };
    }

    private static Optional<String> text(String hint) {
        return hint.isEmpty() ? Optional.empty() : Optional.of(hint);
    }

    private void excerpt(String message, SourceText source, Span span, Optional<String> hint) {
        err.println(ErrorExcerpt.render(
                message, source, span, hint, colour ? ErrorExcerpt.Style.ANSI : ErrorExcerpt.Style.PLAIN));
    }

    private void message(String text, Optional<String> hint) {
        err.println(Style.RED.on(colour, "error: ") + text);
        hint.ifPresent(line -> err.println("  hint: " + line));
    }

    /** A fault of this program or of the machine: the whole trace, because nobody else can explain it. */
    private void unexpected(Throwable problem) {
        message("unexpected: " + problem, Optional.of("report this with the trace below"));
        problem.printStackTrace(err);
    }

    static String usage(CommandLine.ParameterException problem, boolean colour) {
        StringBuilder text = new StringBuilder(Style.RED.on(colour, "error: ")).append(problem.getMessage());
        if (problem instanceof CommandLine.UnmatchedArgumentException unmatched) {
            List<String> close = unmatched.getSuggestions();
            if (!close.isEmpty()) {
                text.append("\n  hint: did you mean ")
                        .append(String.join(" or ", close))
                        .append('?');
            }
        }
        return text.append("\n  hint: see ")
                .append(problem.getCommandLine().getCommandSpec().qualifiedName(" "))
                .append(" --help")
                .toString();
    }
}
