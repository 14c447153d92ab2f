package dev.slipway.serve.openai;

import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.ServeException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An answer's chunks: asks the generation for as many events as chunks are wanted and holds none back but those that one
 * event gave beyond the demand. Has one reader, and begins the generation when it comes.
 */
final class ChunkStream implements Flow.Publisher<byte[]> {
    private final Flow.Publisher<GenerationEvent> generation;
    private final ChunkFormat format;
    private final AtomicBoolean isRead = new AtomicBoolean();

    ChunkStream(Flow.Publisher<GenerationEvent> generation, ChunkFormat format) {
        this.generation = generation;
        this.format = format;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super byte[]> reader) {
        if (!isRead.compareAndSet(false, true)) {
            throw new IllegalStateException("an answer has one reader");
        }
        generation.subscribe(new Bridge(reader));
    }

    private final class Bridge implements Flow.Subscriber<GenerationEvent>, Flow.Subscription {
        private final Flow.Subscriber<? super byte[]> reader;
        private final Object lock = new Object();
        private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
        private Flow.@Nullable Subscription events;
        private long demand;
        private long asked;
        private boolean delivering;
        private boolean ended;
        private boolean over;
        private @Nullable ServeException failure;

        Bridge(Flow.Subscriber<? super byte[]> reader) {
            this.reader = reader;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            events = subscription;
            reader.onSubscribe(this);
        }

        @Override
        public void onNext(GenerationEvent event) {
            synchronized (lock) {
                asked--;
                format.write(event, waiting);
            }
            deliver();
        }

        @Override
        public void onError(Throwable thrown) {
            synchronized (lock) {
                ended = true;
                failure = ServeException.known(thrown);
            }
            deliver();
        }

        @Override
        public void onComplete() {
            synchronized (lock) {
                format.end(waiting);
                ended = true;
            }
            deliver();
        }

        @Override
        public void request(long count) {
            if (count <= 0) {
                Objects.requireNonNull(events).cancel();
                onError(new ServeException(ServeException.Code.INTERNAL, "request: " + count + " (expected: > 0)"));
                return;
            }
            synchronized (lock) {
                demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            }
            deliver();
        }

        @Override
        public void cancel() {
            synchronized (lock) {
                over = true;
            }
            Objects.requireNonNull(events).cancel();
        }

        private void deliver() {
            synchronized (lock) {
                if (delivering) {
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
            synchronized (lock) {
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
                reader.onNext(chunk);
            } else if (end && failure != null) {
                reader.onError(failure);
            } else if (end) {
                reader.onComplete();
            } else if (more > 0) {
                Objects.requireNonNull(events).request(more);
            }
            return chunk != null || end;
        }
    }
}
