package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.ContextFiles;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.advise.check.stages.Transfers;
import java.util.List;
import java.util.Locale;

/** The files of the context that a COPY or ADD takes. */
final class Selected {
    private Selected() {}

    /** Without those that the ignore file keeps out; sources with wildcards or variables select nothing here. */
    static List<ContextFiles.Entry> of(Step step, CheckInput input) {
        if (input.context().isEmpty() || hasExclusions(step)) {
            return List.of();
        }
        List<Transfers.FromContext> sources = Transfers.fromContext(step);
        return input.context().get().files().stream()
                .filter(file -> !file.ignored())
                .filter(file -> sources.stream().anyMatch(source -> holds(source.path(), file.path())))
                .toList();
    }

    private static boolean hasExclusions(Step step) {
        return step.instruction().origin().text().contains("--exclude");
    }

    private static boolean holds(String source, String path) {
        return source.isEmpty() || path.equals(source) || path.startsWith(source + "/");
    }

    /** {@code 12 kB}, {@code 3.4 MB}; decimal, as docker says it. */
    static String shown(long bytes) {
        return bytes < 1_000_000
                ? bytes / 1000 + " kB"
                : bytes < 1_000_000_000
                        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
