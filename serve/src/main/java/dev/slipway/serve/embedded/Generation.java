package dev.slipway.serve.embedded;

import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.GenerationStream;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.TokenUsage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A request and the stream of its answers, which all write to it from one thread. */
final class Generation {
    /** Events that may wait for a slow reader. */
    private static final int EVENTS = 32;

    private final GenerateRequest request;
    private final GenerationStream stream;
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private volatile Runnable onChange = () -> {};
    private volatile boolean over;
    private int unfinished;

    /** @param begin called once, when there is a reader; must not block */
    Generation(GenerateRequest request, Consumer<Generation> begin) {
        this.request = request;
        unfinished = request.sampling().n();
        stream = new GenerationStream(EVENTS, () -> changed(begin));
    }

    GenerateRequest request() {
        return request;
    }

    GenerationStream stream() {
        return stream;
    }

    /** Told from then on when there is room again, or nobody reads any more. */
    void onChange(Runnable listener) {
        onChange = listener;
    }

    boolean isGone() {
        return over || stream.isCancelled();
    }

    /** False when the reader failed; nobody reads then. */
    boolean emit(GenerationEvent event) {
        if (over) {
            return false;
        }
        try {
            stream.emit(event);
            return true;
        } catch (RuntimeException e) {
            System.getLogger(Generation.class.getName()).log(System.Logger.Level.WARNING, "a reader failed", e);
            over = true;
            return false;
        }
    }

    void finish(int index, FinishReason reason, TokenUsage usage) {
        if (emit(new GenerationEvent.Finished(index, reason, usage)) && --unfinished == 0) {
            over = true;
            stream.complete();
        }
    }

    void fail(ServeException failure) {
        over = true;
        stream.fail(failure);
    }

    private void changed(Consumer<Generation> begin) {
        if (stream.isSubscribed() && subscribed.compareAndSet(false, true)) {
            begin.accept(this);
        }
        onChange.run();
    }
}
