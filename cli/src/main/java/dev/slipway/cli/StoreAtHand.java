package dev.slipway.cli;

import dev.slipway.advise.check.KnownBuilds;
import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.engine.store.StoreException;
import dev.slipway.plan.record.BuildRecord;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The local store for a command that only asks it: none where none was made, as asking makes no store. Opened on a thread
 * of its own while the command reads its other input, and waited for when first asked. Safe for many threads.
 */
final class StoreAtHand implements AutoCloseable {
    private final Session session;
    private @Nullable EmbeddedBuilder builder;
    private boolean absent;

    private StoreAtHand(Session session) {
        this.session = session;
        this.absent = !Files.isDirectory(session.store());
    }

    static StoreAtHand open(Session session) {
        StoreAtHand store = new StoreAtHand(session);
        Thread.ofPlatform().daemon().name("open-store").start(store::openAhead);
        return store;
    }

    private void openAhead() {
        try {
            builder();
        } catch (StoreException e) {
            // Who asks is told; a command that never asks needs no store.
        }
    }

    /** Throws {@code StoreException} when the store cannot be used. */
    synchronized Optional<EmbeddedBuilder> builder() {
        if (builder == null && !absent) {
            builder = EmbeddedBuilder.open(session.builderOptions(OptionalInt.empty()));
        }
        return Optional.ofNullable(builder);
    }

    /** Builds of this context, read when first asked for. */
    KnownBuilds buildsOf(String context) {
        return new BuildsOf(context);
    }

    private final class BuildsOf implements KnownBuilds {
        private final String context;
        private @Nullable List<BuildRecord> known;

        BuildsOf(String context) {
            this.context = context;
        }

        @Override
        public synchronized List<BuildRecord> records() {
            if (known == null) {
                known = builder().map(EmbeddedBuilder::records).orElse(List.of()).stream()
                        .filter(record -> record.invocation().context().equals(context))
                        .toList();
            }
            return known;
        }
    }

    /** Afterwards there is none. */
    @Override
    public synchronized void close() {
        absent = true;
        if (builder != null) {
            builder.close();
            builder = null;
        }
    }
}
