package dev.slipway.dockerfile;

import java.util.List;
import java.util.Optional;

/**
 * Flags of COPY and ADD, unexpanded (Dockerfile reference, COPY and ADD). Boolean flags are words too, because
 * {@code --link=false} may be written; they are always {@code "true"} or {@code "false"}, the former for a bare flag.
 * A flag with an empty value counts as absent.
 *
 * @param placement {@code --chown}, {@code --chmod}, {@code --link}, {@code --parents}, {@code --exclude}
 * @param from COPY only: stage name or number, image reference, or named context
 * @param checksum ADD only
 * @param keepGitDir ADD only
 * @param unpack ADD only
 */
public record TransferFlags(
        Placement placement,
        Optional<Word> from,
        Optional<Word> checksum,
        Optional<Word> keepGitDir,
        Optional<Word> unpack) {

    /** Flags that COPY and ADD share. */
    public record Placement(
            Optional<Word> chown,
            Optional<Word> chmod,
            Optional<Word> link,
            Optional<Word> parents,
            List<Word> exclude) {
        public Placement {
            exclude = List.copyOf(exclude);
        }
    }
}
