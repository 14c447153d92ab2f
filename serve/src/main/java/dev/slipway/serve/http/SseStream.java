package dev.slipway.serve.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.openai.OpenAiErrors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Chunks as server-sent events: {@code data: CHUNK}, an empty line, and {@code data: [DONE]} at the end; a failure on the
 * way is one more event, {@code {"error": {...}}}, before that.
 *
 * <p>Asks for at most {@value #WINDOW} chunks that the connection has not taken. While it is busy they wait here, and go
 * out in one write, each as an event of its own, when it is ready; then no more are asked for, so that a slow reader
 * stops the engine. The response begins with the first chunk: a failure before it has its own status.
 */
final class SseStream implements Flow.Subscriber<byte[]>, Publisher<HttpData>, Subscription {
    private static final int WINDOW = 32;
    private static final byte[] BEFORE = "data: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.UTF_8);
    private static final int FRAME = BEFORE.length + 2;
    private static final ResponseHeaders HEADERS = ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.EVENT_STREAM.withCharset(StandardCharsets.UTF_8))
            .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
            // Proxies would gather events otherwise.
            .set("x-accel-buffering", "no")
            .build();

    private final CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    private final Object lock = new Object();
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private Flow.@Nullable Subscription chunks;
    private @Nullable Subscriber<? super HttpData> connection;
    private long demand;
    private int asked;
    private boolean delivering;
    private boolean ended;
    private boolean over;

    /** There with the first chunk; fails with what the chunks failed with before. */
    CompletableFuture<HttpResponse> response() {
        return response;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        boolean late;
        synchronized (lock) {
            chunks = subscription;
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
    public void onNext(byte[] chunk) {
        synchronized (lock) {
            asked--;
            add(chunk);
        }
        begin();
        deliver();
    }

    @Override
    public void onError(Throwable failure) {
        response.completeExceptionally(failure);
        synchronized (lock) {
            add(OpenAiErrors.json(ServeException.known(failure)));
            add(DONE);
            ended = true;
        }
        deliver();
    }

    @Override
    public void onComplete() {
        synchronized (lock) {
            add(DONE);
            ended = true;
        }
        begin();
        deliver();
    }

    private void add(byte[] data) {
        waiting.add(data);
        waitingBytes += data.length + FRAME;
    }

    private void begin() {
        if (!response.isDone()) {
            response.complete(HttpResponse.of(HEADERS, this));
        }
    }

    @Override
    public void subscribe(Subscriber<? super HttpData> subscriber) {
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
            from = chunks;
        }
        if (from != null) {
            from.cancel();
        }
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
        HttpData data = null;
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
                data = HttpData.wrap(framed());
            } else if (ended && waiting.isEmpty()) {
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
        if (data != null) {
            Objects.requireNonNull(connection).onNext(data);
        } else if (end) {
            Objects.requireNonNull(connection).onComplete();
        } else {
            // What is there already comes in this call, and goes out together after it.
            Objects.requireNonNull(chunks).request(more);
        }
        return true;
    }

    private byte[] framed() {
        byte[] all = new byte[waitingBytes];
        int at = 0;
        for (byte[] each : waiting) {
            System.arraycopy(BEFORE, 0, all, at, BEFORE.length);
            System.arraycopy(each, 0, all, at + BEFORE.length, each.length);
            at += BEFORE.length + each.length;
            all[at++] = '\n';
            all[at++] = '\n';
        }
        waiting.clear();
        waitingBytes = 0;
        return all;
    }
}
