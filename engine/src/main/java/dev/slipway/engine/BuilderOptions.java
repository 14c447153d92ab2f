package dev.slipway.engine;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * What the embedded builder is told about the machine and the user; nothing here says what to build.
 *
 * @param store root directory of the store, made when missing
 * @param runtime OCI runtime for RUN steps; empty to search PATH
 * @param parallel how many RUN steps may run at once; empty for {@link #defaultParallel}
 * @param environment variables of the caller's environment, for secrets, proxies and PATH
 * @param dockerConfig directory with {@code config.json} for registry credentials; empty for none
 * @param clock for times in records and images
 * @param standardOutput where {@code dest=-} writes; never closed
 */
public record BuilderOptions(
        Path store,
        Optional<Path> runtime,
        OptionalInt parallel,
        Function<String, Optional<String>> environment,
        Optional<Path> dockerConfig,
        Clock clock,
        OutputStream standardOutput) {
    public BuilderOptions {
        if (parallel.isPresent() && parallel.getAsInt() < 1) {
            throw new IllegalArgumentException("parallel: " + parallel.getAsInt() + " (expected: >= 1)");
        }
    }

    /** A store, and nothing from the surroundings: no variables, no credentials, output thrown away. */
    public static BuilderOptions of(Path store) {
        return new BuilderOptions(
                store,
                Optional.empty(),
                OptionalInt.empty(),
                name -> Optional.empty(),
                Optional.empty(),
                Clock.systemUTC(),
                OutputStream.nullOutputStream());
    }

    /**
     * Twice the processors, at least 4: stages of an image build download and wait as much as they compute, and
     * independent stages should overlap on a small machine too.
     */
    public static int defaultParallel() {
        return Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    }
}
