package dev.slipway.serve.openai;

import dev.slipway.serve.api.JsonAnswer;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.ServeException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * An answer's chunks: asks the generation for as many events as chunks are wanted and holds none back but those that one
 * event gave beyond the demand. The answer is there with the first event, so that a request that is refused or fails
 * before it has its own status.
 */
final class ChunkStream implements Flow.Publisher<byte[]>, Flow.Subscriber<GenerationEvent> {
    private final ChunkFormat format;
    private final CompletableFuture<JsonAnswer> answer = new CompletableFuture<>();
    private final Object lock = new Object();
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private Flow.@Nullable Subscription events;
    private Flow.@Nullable Subscriber<? super byte[]> subscriber;
    private long demand;
    private long asked;
    private boolean delivering;
    private boolean ended;
    private boolean over;
    private @Nullable ServeException failure;

    private ChunkStream(ChunkFormat format) {
        this.format = format;
    }

    /** Begins the generation. Cancelling the stage's future before it is complete ends it. */
    static CompletableFuture<JsonAnswer> start(Flow.Publisher<GenerationEvent> generation, ChunkFormat format) {
        ChunkStream stream = new ChunkStream(format);
        stream.answer.whenComplete((_, _) -> {
            if (stream.answer.isCancelled()) {
                stream.cancel();
            }
        });
        generation.subscribe(stream);
        return stream.answer;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        boolean late;
        synchronized (lock) {
            events = subscription;
            late = over;
            asked = 1;
        }
        if (late) {
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(GenerationEvent event) {
        synchronized (lock) {
            asked--;
            format.write(event, waiting);
        }
        begun();
        deliver();
    }

    @Override
    public void onError(Throwable thrown) {
        ServeException known = OpenAiErrors.known(thrown);
        synchronized (lock) {
            ended = true;
            failure = known;
        }
        // Nothing when it had begun.
        answer.completeExceptionally(known);
        deliver();
    }

    @Override
    public void onComplete() {
        synchronized (lock) {
            format.end(waiting);
            ended = true;
        }
        begun();
        deliver();
    }

    private void begun() {
        if (!answer.isDone()) {
            answer.complete(new JsonAnswer.Streamed(this));
        }
    }

    @Override
    public void subscribe(Flow.Subscriber<? super byte[]> reader) {
        synchronized (lock) {
            if (subscriber != null) {
                throw new IllegalStateException("an answer has one reader");
            }
            subscriber = reader;
            delivering = true;
        }
        reader.onSubscribe(new Demand());
        synchronized (lock) {
            delivering = false;
        }
        deliver();
    }

    private void deliver() {
        synchronized (lock) {
            if (delivering || subscriber == null) {
                return;
            }
            delivering = true;
        }
        while (deliverOne()) {}
    }

    /** One chunk, or the end; false when there is none now, after what is missing was asked for. */
    private boolean deliverOne() {
        byte[] chunk = null;
        boolean end = false;
        long more = 0;
        Flow.Subscriber<? super byte[]> to;
        synchronized (lock) {
            to = Objects.requireNonNull(subscriber);
            if (over) {
                waiting.clear();
                delivering = false;
                return false;
            }
            if (demand > 0 && !waiting.isEmpty()) {
                chunk = waiting.poll();
                demand--;
            } else if (waiting.isEmpty() && ended) {
                over = true;
                end = true;
            } else {
                more = Math.max(0, demand - asked);
                asked += more;
                delivering = false;
            }
        }
        if (chunk != null) {
            to.onNext(chunk);
        } else if (end && failure != null) {
            to.onError(failure);
        } else if (end) {
            to.onComplete();
        } else if (more > 0) {
            Objects.requireNonNull(events).request(more);
        }
        return chunk != null || end;
    }

    private void cancel() {
        Flow.Subscription from;
        synchronized (lock) {
            over = true;
            from = events;
        }
        if (from != null) {
            from.cancel();
        }
    }

    private final class Demand implements Flow.Subscription {
        @Override
        public void request(long count) {
            synchronized (lock) {
                if (count > 0) {
                    demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
                }
            }
            if (count <= 0) {
                Objects.requireNonNull(events).cancel();
                onError(new ServeException(ServeException.Code.INTERNAL, "request: " + count + " (expected: > 0)"));
            } else {
                deliver();
            }
        }

        @Override
        public void cancel() {
            ChunkStream.this.cancel();
        }
    }
}
