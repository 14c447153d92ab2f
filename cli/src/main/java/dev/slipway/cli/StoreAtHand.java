package dev.slipway.cli;

import dev.slipway.advise.check.KnownBuilds;
import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.engine.store.StoreException;
import dev.slipway.plan.record.BuildRecord;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The local store for a command that only asks it: none where none was made, as asking makes no store. Opened on a thread
 * of its own while the command reads its other input, and waited for when first asked. Safe for many threads.
 */
final class StoreAtHand implements AutoCloseable {
    private final Optional<FutureTask<EmbeddedBuilder>> opening;

    private StoreAtHand(Optional<FutureTask<EmbeddedBuilder>> opening) {
        this.opening = opening;
    }

    static StoreAtHand open(Session session) {
        if (!Files.isDirectory(session.store())) {
            return new StoreAtHand(Optional.empty());
        }
        FutureTask<EmbeddedBuilder> opening =
                new FutureTask<>(() -> EmbeddedBuilder.open(session.builderOptions(OptionalInt.empty())));
        Thread.ofPlatform().daemon().name("open-store").start(opening);
        return new StoreAtHand(Optional.of(opening));
    }

    /** Throws {@code StoreException} when the store cannot be used. */
    Optional<EmbeddedBuilder> builder() {
        return opening.map(StoreAtHand::opened);
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

    private static EmbeddedBuilder opened(FutureTask<EmbeddedBuilder> opening) {
        try {
            return opening.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    @Override
    public void close() {
        if (opening.isEmpty()) {
            return;
        }
        EmbeddedBuilder builder;
        try {
            builder = opened(opening.get());
        } catch (StoreException e) {
            // Who asked was told; a command that never asked needs no store.
            return;
        }
        builder.close();
    }
}
