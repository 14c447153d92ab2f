package dev.slipway.serve.stream;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponse;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Pieces of an answer as a response, under a protocol's {@link Framing}.
 *
 * <p>Asks for at most {@value #WINDOW} pieces that the connection has not taken. While it is busy they wait here, and go
 * out in one write, each in a frame of its own, when it is ready; then no more are asked for, so that a slow reader
 * stops the engine. The response begins with the first piece: a failure before it is its caller's to tell.
 */
public final class StreamedResponse implements Flow.Subscriber<byte[]>, Publisher<HttpObject>, Subscription {
    private static final int WINDOW = 32;

    private final Framing framing;
    private final Executor eventLoop;
    private final CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    private final Object lock = new Object();
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private Flow.@Nullable Subscription pieces;
    private @Nullable Subscriber<? super HttpObject> connection;
    private HttpHeaders trailers = HttpHeaders.of();
    private long demand;
    private int asked;
    private boolean delivering;
    private boolean scheduled;
    private boolean ended;
    private boolean over;

    /** @param eventLoop the connection's, on which it is written */
    public StreamedResponse(Framing framing, Executor eventLoop) {
        this.framing = framing;
        this.eventLoop = eventLoop;
    }

    /** There with the first piece, or the end; fails with what the pieces failed with before. */
    public CompletableFuture<HttpResponse> response() {
        return response;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        boolean late;
        synchronized (lock) {
            pieces = subscription;
            late = over;
            asked = WINDOW;
        }
        if (late) {
            subscription.cancel();
        } else {
            subscription.request(WINDOW);
        }
    }

    @Override
    public void onNext(byte[] piece) {
        synchronized (lock) {
            asked--;
            add(piece);
        }
        begin();
        deliverSoon();
    }

    @Override
    public void onError(Throwable failure) {
        response.completeExceptionally(failure);
        end(failure);
    }

    @Override
    public void onComplete() {
        begin();
        end(null);
    }

    private void end(@Nullable Throwable failure) {
        Framing.End end = framing.end(failure);
        synchronized (lock) {
            end.pieces().forEach(this::add);
            trailers = end.trailers();
            ended = true;
        }
        deliverSoon();
    }

    private void add(byte[] data) {
        waiting.add(data);
        waitingBytes += data.length + framing.overhead();
    }

    private void begin() {
        if (!response.isDone()) {
            response.complete(HttpResponse.of(framing.headers(), this));
        }
    }

    @Override
    public void subscribe(Subscriber<? super HttpObject> subscriber) {
        synchronized (lock) {
            if (connection != null) {
                throw new IllegalStateException("a response has one connection");
            }
            connection = subscriber;
            // Nothing is delivered before onSubscribe has returned.
            delivering = true;
        }
        subscriber.onSubscribe(this);
        synchronized (lock) {
            delivering = false;
        }
        deliver();
    }

    @Override
    public void request(long count) {
        synchronized (lock) {
            demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
        }
        deliver();
    }

    /** The caller left; idempotent. */
    @Override
    public void cancel() {
        Flow.Subscription from;
        synchronized (lock) {
            over = true;
            from = pieces;
        }
        if (from != null) {
            from.cancel();
        }
    }

    /** Pieces come on the engine's threads; all that came until the event loop gets to it is one write. */
    private void deliverSoon() {
        synchronized (lock) {
            if (scheduled || delivering || connection == null) {
                return;
            }
            scheduled = true;
        }
        eventLoop.execute(() -> {
            synchronized (lock) {
                scheduled = false;
            }
            deliver();
        });
    }

    private void deliver() {
        synchronized (lock) {
            if (delivering || connection == null) {
                return;
            }
            delivering = true;
        }
        while (deliverOnce()) {}
    }

    /** One write, the end, or one request for more; false when there is nothing to do now. */
    private boolean deliverOnce() {
        HttpObject written = null;
        int more = 0;
        boolean end = false;
        synchronized (lock) {
            if (over) {
                waiting.clear();
                delivering = false;
                return false;
            }
            if (demand > 0 && !waiting.isEmpty()) {
                demand--;
                written = HttpData.wrap(framed());
            } else if (ended && waiting.isEmpty() && (trailers.isEmpty() || demand > 0)) {
                over = true;
                end = true;
            } else if (!ended && WINDOW - asked - waiting.size() >= WINDOW / 2) {
                more = WINDOW - asked - waiting.size();
                asked += more;
            } else {
                delivering = false;
                return false;
            }
        }
        if (written != null) {
            Objects.requireNonNull(connection).onNext(written);
        } else if (end) {
            finish(Objects.requireNonNull(connection));
        } else {
            // What is there already comes in this call, and goes out together after it.
            Objects.requireNonNull(pieces).request(more);
        }
        return true;
    }

    private void finish(Subscriber<? super HttpObject> to) {
        if (!trailers.isEmpty()) {
            to.onNext(trailers);
        }
        to.onComplete();
    }

    private byte[] framed() {
        byte[] all = new byte[waitingBytes];
        int at = 0;
        for (byte[] each : waiting) {
            at = framing.put(each, all, at);
        }
        waiting.clear();
        waitingBytes = 0;
        return all;
    }
}
