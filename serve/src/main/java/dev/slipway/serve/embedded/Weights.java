package dev.slipway.serve.embedded;

import dev.slipway.serve.embedded.llama.ModelClosedException;
import dev.slipway.serve.embedded.schedule.Work;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.ServeException.Code;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * The model that is served now, and its replacement by another: what runs ends on the old one, what comes meanwhile waits for
 * the new one (or goes on with the old, when the new one cannot be loaded).
 */
final class Weights implements AutoCloseable {
    private final EmbeddedConfig config;
    private volatile ServedModel now;
    /** What new work runs on: not yet there while weights are loaded. */
    private volatile CompletableFuture<ServedModel> next;

    private CompletableFuture<Void> drained = CompletableFuture.completedFuture(null);
    private int version = 1;
    private boolean updating;
    private volatile boolean closed;

    Weights(EmbeddedConfig config, ServedModel first) {
        this.config = config;
        now = first;
        next = CompletableFuture.completedFuture(first);
    }

    ServedModel now() {
        return now;
    }

    boolean isAlive() {
        return !closed && now.scheduler().isAlive();
    }

    /** Makes work for the model of the moment and gives it that work; waits while weights are loaded. */
    void submit(Function<ServedModel, Work> maker) {
        while (!closed) {
            ServedModel model = next.join();
            try {
                if (model.scheduler().submit(maker.apply(model))) {
                    return;
                }
            } catch (ModelClosedException e) {
                // Replaced in between: the next one is asked.
            }
            if (!hasSuccessor(model)) {
                break;
            }
        }
        throw new ServeException(Code.UNAVAILABLE, "the engine is closed");
    }

    /** Asks the model that is served now. */
    <T> T ask(Function<ServedModel, T> question) {
        while (!closed) {
            ServedModel model = now;
            try {
                return question.apply(model);
            } catch (ModelClosedException e) {
                if (!hasSuccessor(model)) {
                    break;
                }
            }
        }
        throw new ServeException(Code.UNAVAILABLE, "the engine is closed");
    }

    /** Of a model that takes no more work. */
    private synchronized boolean hasSuccessor(ServedModel model) {
        return now != model || updating;
    }

    /** Reads the model and serves it; takes as long as that. FAILED_PRECONDITION while another update runs. */
    void update(Path path) {
        synchronized (this) {
            if (closed || updating) {
                throw new ServeException(
                        Code.FAILED_PRECONDITION,
                        closed ? "the engine is closed" : "weights are being updated already");
            }
            updating = true;
        }
        CompletableFuture<ServedModel> loading = new CompletableFuture<>();
        try {
            // What cannot be served is refused before anybody waits for it.
            ServedModel.judge(path);
            next = loading;
            swap(ServedModel.load(config.withModel(path), version + 1));
        } finally {
            synchronized (this) {
                updating = false;
            }
            loading.complete(now);
        }
    }

    private synchronized void swap(ServedModel loaded) {
        if (closed) {
            loaded.close();
            throw new ServeException(Code.UNAVAILABLE, "the engine is closed");
        }
        version++;
        ServedModel old = now;
        now = loaded;
        drained = old.drain().toCompletableFuture();
    }

    @Override
    public void close() {
        CompletableFuture<Void> old;
        ServedModel last;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            old = drained;
            last = now;
        }
        last.close();
        try {
            old.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the replaced model could not be freed", e);
        }
    }
}
