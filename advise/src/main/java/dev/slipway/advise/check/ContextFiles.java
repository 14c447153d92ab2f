package dev.slipway.advise.check;

import dev.slipway.dockerfile.ignore.IgnoreRules;
import java.util.List;
import java.util.Optional;

/** The files of a build context. Listed once; implementations bound what they list and read. */
public interface ContextFiles {
    /** All files that are no directories, ignored ones too, by path. */
    List<Entry> files();

    /** The text of a small file (at most 1 MiB); empty when it is not there, larger or not text. */
    Optional<String> text(String path);

    /** What the context's ignore file says; excludes nothing where there is none. */
    default IgnoreRules ignoreRules() {
        return IgnoreRules.NONE;
    }

    /**
     * @param path relative, with {@code /}
     * @param sizeBytes as {@code stat} says
     * @param ignored whether the ignore file keeps it out of the build
     */
    record Entry(String path, long sizeBytes, boolean ignored) {}
}
