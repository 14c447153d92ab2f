package dev.slipway.engine.layering;

import dev.slipway.engine.BuilderOptions;
import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * Stores for builds: one a variant, so that no variant lives on what another made. Scenarios share them, so that what one
 * left is found by the next, until they are renewed to keep them small.
 */
final class Stores implements AutoCloseable {
    private static final int RENEWED_AFTER = 100;

    private final Path home;
    private final Map<BuildVariant, EmbeddedBuilder> open = new EnumMap<>(BuildVariant.class);
    private int generation;
    private int uses;

    Stores(Path home) {
        this.home = home;
    }

    private Path directory() {
        return home.resolve("stores" + generation);
    }

    /** To be called between scenarios, not during one. */
    void next() throws IOException {
        if (++uses % RENEWED_AFTER == 0) {
            close();
            Directories.deleteTree(Place.of(directory()));
            generation++;
        }
    }

    EmbeddedBuilder shared(BuildVariant variant) {
        synchronized (open) {
            return open.computeIfAbsent(variant, v -> open(directory().resolve(v.name())));
        }
    }

    static EmbeddedBuilder open(Path store) {
        return EmbeddedBuilder.open(new BuilderOptions(
                store,
                java.util.Optional.empty(),
                java.util.OptionalInt.empty(),
                name -> java.util.Optional.ofNullable(System.getenv(name)),
                java.util.Optional.empty(),
                java.time.Clock.systemUTC(),
                java.io.OutputStream.nullOutputStream()));
    }

    @Override
    public void close() throws LinuxException {
        open.values().forEach(EmbeddedBuilder::close);
        open.clear();
    }
}
