package dev.slipway.serve.api;

import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Embedding;
import dev.slipway.serve.engine.ServeException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of several inputs, in order, at most {@link MergedGenerations#AT_ONCE} of them asked for at a time. The
 * first failure ends all, as does cancelling the future.
 */
final class EmbedBatch {
    private final List<EmbedRequest> requests;
    private final Function<EmbedRequest, CompletableFuture<Embedding>> engine;
    private final CompletableFuture<List<Embedding>> all = new CompletableFuture<>();
    private final Embedding[] vectors;
    private final Set<CompletableFuture<Embedding>> running = new HashSet<>();
    private int next;
    private int done;
    private boolean filling;

    private EmbedBatch(List<EmbedRequest> requests, Function<EmbedRequest, CompletableFuture<Embedding>> engine) {
        this.requests = requests;
        this.engine = engine;
        this.vectors = new Embedding[requests.size()];
    }

    static CompletableFuture<List<Embedding>> start(
            List<EmbedRequest> requests, Function<EmbedRequest, CompletableFuture<Embedding>> engine) {
        if (requests.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        EmbedBatch batch = new EmbedBatch(requests, engine);
        batch.all.whenComplete((_, failure) -> {
            if (failure != null) {
                batch.cancelRunning();
            }
        });
        batch.fill();
        return batch.all;
    }

    private void fill() {
        synchronized (this) {
            // A vector that is there at once comes back here; the loop below goes on then.
            if (filling) {
                return;
            }
            filling = true;
        }
        while (true) {
            int index;
            synchronized (this) {
                if (all.isDone() || next == vectors.length || running.size() >= MergedGenerations.AT_ONCE) {
                    filling = false;
                    return;
                }
                index = next++;
            }
            CompletableFuture<Embedding> vector = engine.apply(requests.get(index));
            synchronized (this) {
                running.add(vector);
            }
            vector.whenComplete((embedding, failure) -> arrived(index, vector, embedding, failure));
            if (all.isDone()) {
                vector.cancel(false);
            }
        }
    }

    private void arrived(
            int index,
            CompletableFuture<Embedding> vector,
            @Nullable Embedding embedding,
            @Nullable Throwable failure) {
        boolean last;
        synchronized (this) {
            running.remove(vector);
            if (embedding != null) {
                vectors[index] = embedding;
                done++;
            }
            last = done == vectors.length;
        }
        if (failure != null) {
            all.completeExceptionally(ServeException.known(failure));
        } else if (last) {
            all.complete(List.of(vectors));
        } else {
            fill();
        }
    }

    private void cancelRunning() {
        List<CompletableFuture<Embedding>> left;
        synchronized (this) {
            left = List.copyOf(running);
        }
        left.forEach(each -> each.cancel(false));
    }
}
