package dev.slipway.inspect.source;

import dev.slipway.dockerfile.CommandLine;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import dev.slipway.image.ImageConfig;
import dev.slipway.inspect.InspectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which instruction made which layer. With a Dockerfile the history is matched from its end with the instructions of the
 * target stage and of the stages that it is built FROM: each instruction has one entry, several in a row when its layer
 * was exported in pieces. Commands of RUN must be the same; of other instructions, whose words builders expand, the
 * keyword. A record of the build knows without guessing.
 *
 * @param layers one a layer, bottom first
 * @param matched whether the whole Dockerfile was found in the history, or a record knew at least one line
 */
public record LayerOrigins(List<LayerOrigin> layers, boolean matched) {
    public LayerOrigins {
        layers = List.copyOf(layers);
    }

    public static LayerOrigins of(ImageConfig config) {
        return new LayerOrigins(origins(config, "", new int[config.history().size()]), false);
    }

    /** @param lines what is recorded of each layer, one a diffID */
    public static LayerOrigins of(ImageConfig config, List<Optional<SourceLine>> lines) {
        List<LayerOrigin> unknown = of(config).layers();
        if (lines.size() != unknown.size()) {
            throw new IllegalArgumentException("lines: " + lines.size() + " (expected: " + unknown.size() + ")");
        }
        List<LayerOrigin> layers = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            layers.add(new LayerOrigin(unknown.get(i).createdBy(), lines.get(i)));
        }
        return new LayerOrigins(layers, lines.stream().anyMatch(Optional::isPresent));
    }

    /** @param target name or number of the stage; empty for the last */
    public static LayerOrigins of(ImageConfig config, Dockerfile dockerfile, Optional<String> target) {
        List<ImageConfig.History> history = config.history();
        List<Instruction> instructions = new ArrayList<>();
        chain(dockerfile, stage(dockerfile, target), instructions);
        int[] lines = new int[history.size()];
        int at = instructions.size() - 1;
        int entry = history.size() - 1;
        for (; entry >= 0 && at >= 0; entry--) {
            Instruction next = instructions.get(at);
            if (matches(history.get(entry), next)) {
                lines[entry] = next.span().startLine();
                at--;
            } else if (isPieceOf(history, entry)) {
                lines[entry] = lines[entry + 1];
            } else {
                return of(config);
            }
        }
        if (at >= 0) {
            return of(config);
        }
        for (; entry >= 0 && lines.length > entry + 1 && isPieceOf(history, entry); entry--) {
            lines[entry] = lines[entry + 1];
        }
        return new LayerOrigins(origins(config, dockerfile.source().name(), lines), true);
    }

    private static boolean isPieceOf(List<ImageConfig.History> history, int entry) {
        return entry + 1 < history.size()
                && !history.get(entry).emptyLayer()
                && !history.get(entry + 1).emptyLayer()
                && history.get(entry).createdBy().equals(history.get(entry + 1).createdBy());
    }

    private static Stage stage(Dockerfile dockerfile, Optional<String> target) {
        if (target.isEmpty()) {
            return dockerfile.stages().getLast();
        }
        String wanted = target.get().toLowerCase(Locale.ROOT);
        return find(dockerfile, wanted, dockerfile.stages().size())
                .or(() -> dockerfile.stages().stream()
                        .filter(stage -> Integer.toString(stage.index()).equals(wanted))
                        .findFirst())
                .orElseThrow(() -> new InspectException(
                        "cannot find stage: \"" + target.get() + "\" in "
                                + dockerfile.source().name() + " (expected: the name or number of one of its stages)",
                        ""));
    }

    private static Optional<Stage> find(Dockerfile dockerfile, String name, int before) {
        return dockerfile.stages().stream()
                .filter(stage -> stage.index() < before && stage.name().equals(Optional.of(name)))
                .reduce((first, second) -> second);
    }

    private static void chain(Dockerfile dockerfile, Stage stage, List<Instruction> into) {
        String base = stage.from().image().text().toLowerCase(Locale.ROOT);
        find(dockerfile, base, stage.index()).ifPresent(below -> chain(dockerfile, below, into));
        into.addAll(stage.instructions());
    }

    private static boolean matches(ImageConfig.History entry, Instruction instruction) {
        if (!HistoryText.keyword(entry.createdBy()).equals(instruction.keyword())) {
            return false;
        }
        if (instruction instanceof Instruction.Run run
                && run.heredocs().isEmpty()
                && run.command() instanceof CommandLine.ShellForm shell) {
            return squeezed(entry.createdBy()).contains(squeezed(shell.script()));
        }
        return true;
    }

    /** Without white space, and without the backslashes of continued lines, which some builders keep. */
    private static String squeezed(String text) {
        return text.replaceAll("[\\s\\\\]+", "");
    }

    private static List<LayerOrigin> origins(ImageConfig config, String file, int[] lines) {
        List<LayerOrigin> layers = new ArrayList<>();
        List<ImageConfig.History> history = config.history();
        for (int i = 0; i < history.size(); i++) {
            if (!history.get(i).emptyLayer()) {
                layers.add(new LayerOrigin(
                        history.get(i).createdBy(),
                        lines[i] == 0 ? Optional.empty() : Optional.of(new SourceLine(file, lines[i]))));
            }
        }
        // Some builders write no history, or not one entry a layer: then it is not known whose entry is whose.
        if (layers.size() != config.diffIds().size()) {
            layers.clear();
            config.diffIds().forEach(id -> layers.add(new LayerOrigin("", Optional.empty())));
        }
        return layers;
    }
}
