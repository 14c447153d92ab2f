package dev.slipway.advise.check.stages;

import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.MountFlag;
import dev.slipway.dockerfile.TransferSource;
import dev.slipway.dockerfile.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What steps take from the build context and from other stages. */
public final class Transfers {
    private static final Set<String> SOURCE_DIRECTORIES =
            Set.of("src", "app", "lib", "source", "python", "pkg", "internal", "cmd", "crates", "packages", "csrc");

    private Transfers() {}

    /**
     * Paths that a step takes from the build context.
     *
     * @param path in the context, clean; empty for the whole
     * @param destination in the image, absolute; with a final {@code /} where it is certainly a directory
     */
    public record FromContext(String path, String destination) {
        /** The whole context, or a directory that by its name holds the project's code. */
        public boolean isSourceTree() {
            return path.isEmpty() || path.equals("*") || SOURCE_DIRECTORIES.contains(path);
        }

        /** The context's path of a file in the image, if it may come from here. */
        public Optional<String> contextPath(String imagePath) {
            String target = "/" + Paths.clean(destination);
            if (imagePath.equals(target) && Paths.base(path).contains(".")) {
                return Optional.of(path);
            }
            String name = Paths.base(path);
            String inside = target.equals("/") ? "/" : target + "/";
            if (name.contains(".") && imagePath.equals(inside + name)) {
                return Optional.of(path);
            }
            return imagePath.startsWith(inside) && !name.contains(".")
                    ? Optional.of(Paths.clean(path + "/" + imagePath.substring(inside.length())))
                    : Optional.empty();
        }
    }

    /** COPY and ADD without {@code --from}, and bind mounts of the context. */
    public static List<FromContext> fromContext(Step step) {
        return switch (step.instruction()) {
            case Instruction.Copy copy ->
                copy.flags().from().isPresent() ? List.of() : paths(step, copy.sources(), copy.destination());
            case Instruction.Add add -> paths(step, add.sources(), add.destination());
            case Instruction.Run run -> mounts(step, run);
            default -> List.of();
        };
    }

    /** The names after {@code --from}, also of bind mounts. */
    public static List<String> fromStages(Step step) {
        return switch (step.instruction()) {
            case Instruction.Copy copy ->
                copy.flags().from().stream().map(Word::text).toList();
            case Instruction.Run run ->
                run.mounts().stream()
                        .filter(mount -> !option(mount, "type").equals("cache"))
                        .map(mount -> option(mount, "from"))
                        .filter(from -> !from.isEmpty())
                        .toList();
            default -> List.of();
        };
    }

    /** An option of a mount; empty where it is absent. */
    public static String option(MountFlag mount, String... keys) {
        return mount.options().stream()
                .filter(option -> List.of(keys).contains(option.key()))
                .map(MountFlag.Option::value)
                .findFirst()
                .orElse("");
    }

    private static List<FromContext> paths(Step step, List<TransferSource> sources, Word destination) {
        List<FromContext> paths = new ArrayList<>();
        String directory =
                destination.text().endsWith("/") || destination.text().equals(".") ? "/" : "";
        for (TransferSource source : sources) {
            if (source instanceof TransferSource.Path path
                    && !isRemote(path.word().text())) {
                paths.add(new FromContext(
                        Paths.clean(path.word().text()),
                        Paths.resolve(step.workdir(), destination.text()) + directory));
            }
        }
        return paths;
    }

    private static List<FromContext> mounts(Step step, Instruction.Run run) {
        List<FromContext> paths = new ArrayList<>();
        for (MountFlag mount : run.mounts()) {
            String type = option(mount, "type");
            if ((type.isEmpty() || type.equals("bind")) && option(mount, "from").isEmpty()) {
                paths.add(new FromContext(
                        Paths.clean(option(mount, "source", "src")),
                        Paths.resolve(step.workdir(), option(mount, "target", "dst", "destination"))));
            }
        }
        return paths;
    }

    /** A URL or a git address. */
    public static boolean isRemote(String source) {
        return source.contains("://") || source.startsWith("git@");
    }
}
