package dev.slipway.serve.upstream;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.upstream.dialect.AnswerReader;
import dev.slipway.serve.upstream.dialect.FailedException;
import dev.slipway.serve.upstream.dialect.Json;
import dev.slipway.serve.upstream.dialect.StreamCall;
import dev.slipway.serve.upstream.dialect.UpstreamFailure;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One streamed request to one upstream. {@link #advance} reads as much as there is room for; it asks the connection for
 * a few pieces only when all that came was read, so that a reader who stops stops the connection, and through it the
 * upstream. Held at most: those pieces, one unfinished event.
 *
 * <p>{@code advance} is called by one thread at a time; {@code wake} is called on any thread when it should be.
 */
final class Attempt implements Subscriber<HttpObject> {
    private static final int PIECES = 8;
    private static final int ERROR_BODY_BYTES = 64 << 10;
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final UpstreamPool.Lease lease;
    private final StreamCall call;
    private final UpstreamConfig config;
    private final Runnable wake;
    private final SseParser parser;
    private final ConcurrentLinkedQueue<HttpObject> arrived = new ConcurrentLinkedQueue<>();
    private final ByteArrayOutputStream refused = new ByteArrayOutputStream();
    private final ReadTimer timer;
    private final HttpResponse response;
    private volatile @Nullable Subscription subscription;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;
    private volatile boolean over;
    private int asked;
    private State state = State.NO_ANSWER;
    private int status;

    private enum State {
        NO_ANSWER,
        EVENTS,
        /** A status that is not 200, or a type that holds no events: the body says why. */
        REFUSED
    }

    /** How far the answer is. */
    sealed interface Progress {
        /** More comes later: {@code wake} says when. */
        record Waiting() implements Progress {}

        record Whole() implements Progress {}

        record Failed(UpstreamFailure failure) implements Progress {}
    }

    private static final Progress WAITING = new Progress.Waiting();
    private static final Progress WHOLE = new Progress.Whole();

    Attempt(
            UpstreamPool.Lease lease,
            StreamCall call,
            UpstreamConfig config,
            ScheduledExecutorService timer,
            Runnable wake) {
        this.lease = lease;
        this.call = call;
        this.config = config;
        this.wake = wake;
        this.parser = new SseParser(config.maxEventBytes());
        this.timer = new ReadTimer(
                timer, config.timeouts().firstByte(), config.timeouts().betweenChunks(), wake);
        this.response = lease.upstream().client().stream(call.path(), call.headers(), call.body());
    }

    UpstreamPool.Lease lease() {
        return lease;
    }

    void start() {
        timer.start();
        response.subscribe(this);
    }

    /** Reads while {@code hasRoom}. After anything but {@code Waiting}, no more. */
    Progress advance(BooleanSupplier hasRoom, Consumer<GenerationEvent> out) {
        Progress progress = read(hasRoom, out);
        if (!(progress instanceof Progress.Waiting)) {
            finish(progress instanceof Progress.Whole);
        }
        return progress;
    }

    private Progress read(BooleanSupplier hasRoom, Consumer<GenerationEvent> out) {
        boolean moved = false;
        while (true) {
            if (state == State.EVENTS) {
                Optional<Progress> reached = events(hasRoom, out);
                if (reached.isPresent()) {
                    return reached.get();
                }
            }
            // In this order: what arrived before the end must be seen before the end.
            boolean ended = closed;
            HttpObject next = arrived.poll();
            if (next != null) {
                asked--;
                moved = true;
                Optional<Progress> reached = take(next);
                if (reached.isPresent()) {
                    return reached.get();
                }
            } else if (ended) {
                return atEnd(out);
            } else if (timer.isOver()) {
                return failed(UpstreamFailure.hung(lease.upstream().url(), timer.what()));
            } else {
                ask();
                timer.waiting(moved);
                return WAITING;
            }
        }
    }

    private void ask() {
        Subscription source = subscription;
        if (asked == 0 && source != null) {
            asked = PIECES;
            source.request(PIECES);
        }
    }

    /** Reads whole events; empty when the rest of one has to come first. */
    private Optional<Progress> events(BooleanSupplier hasRoom, Consumer<GenerationEvent> out) {
        while (true) {
            if (!hasRoom.getAsBoolean()) {
                timer.notWaiting();
                return Optional.of(WAITING);
            }
            byte[] event;
            try {
                event = parser.next();
            } catch (SseParser.TooLongException e) {
                return Optional.of(failed(UpstreamFailure.garbage(
                        lease.upstream().url(),
                        "events of at most " + config.maxEventBytes() + " bytes",
                        new byte[0])));
            }
            if (event == null) {
                return Optional.empty();
            }
            if (Arrays.equals(event, DONE)) {
                return Optional.of(wholeOrEarly(out));
            }
            Optional<Progress> wrong = event(event, out);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
    }

    private Optional<Progress> event(byte[] event, Consumer<GenerationEvent> out) {
        try {
            call.reader().read(Json.parsed(event).orElseThrow(() -> new AnswerReader.BadAnswerException("JSON")), out);
            return Optional.empty();
        } catch (AnswerReader.BadAnswerException e) {
            return Optional.of(
                    failed(UpstreamFailure.garbage(lease.upstream().url(), String.valueOf(e.getMessage()), event)));
        } catch (FailedException e) {
            return Optional.of(failed(e.failure()));
        }
    }

    private Progress wholeOrEarly(Consumer<GenerationEvent> out) {
        return call.reader().end(out)
                ? WHOLE
                : failed(UpstreamFailure.endedEarly(lease.upstream().url()));
    }

    private Optional<Progress> take(HttpObject object) {
        if (object instanceof ResponseHeaders headers) {
            if (!headers.status().isInformational()) {
                head(headers);
            }
        } else if (object instanceof HttpData data && !data.isEmpty()) {
            if (state == State.EVENTS) {
                timer.gotBytes();
                parser.feed(data.array());
            } else {
                refused.writeBytes(data.array());
                if (refused.size() > ERROR_BODY_BYTES) {
                    return Optional.of(refusal());
                }
            }
        }
        return Optional.empty();
    }

    private void head(ResponseHeaders headers) {
        status = headers.status().code();
        boolean events = headers.contentType() != null
                && headers.contentType().type().equals("text")
                && headers.contentType().subtype().equals("event-stream");
        state = headers.status().equals(HttpStatus.OK) && events ? State.EVENTS : State.REFUSED;
    }

    private Progress refusal() {
        String url = lease.upstream().url();
        byte[] body = refused.toByteArray();
        return failed(
                status == 200
                        ? UpstreamFailure.garbage(url, "content-type text/event-stream", body)
                        : UpstreamFailure.ofStatus(url, status, body));
    }

    private Progress atEnd(Consumer<GenerationEvent> out) {
        Throwable thrown = failure;
        if (state == State.REFUSED) {
            return refusal();
        }
        if (state == State.EVENTS && thrown == null) {
            parser.end();
            // What is left are ends of choices at most, for which there may be no room; but they are few.
            return events(() -> true, out).orElseGet(() -> wholeOrEarly(out));
        }
        if (state == State.EVENTS && call.reader().end(out)) {
            return WHOLE;
        }
        return failed(
                thrown == null
                        ? UpstreamFailure.garbage(lease.upstream().url(), "an answer", new byte[0])
                        : UpstreamFailure.ofTransport(lease.upstream().url(), thrown, state == State.EVENTS));
    }

    private static Progress failed(UpstreamFailure failure) {
        return new Progress.Failed(failure);
    }

    private void finish(boolean whole) {
        over = true;
        timer.stop();
        Subscription source = subscription;
        if (whole && !closed && source != null) {
            // The end of the body, so that the connection can be used again; not waited for.
            source.request(Long.MAX_VALUE);
            timer.later(response::abort);
        } else {
            response.abort();
        }
    }

    /** Closes the connection or stream at once. Idempotent; any thread. */
    void abort() {
        over = true;
        timer.stop();
        lease.end();
        response.abort();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        wake.run();
    }

    @Override
    public void onNext(HttpObject object) {
        if (!over) {
            arrived.add(object);
            wake.run();
        }
    }

    @Override
    public void onError(Throwable thrown) {
        failure = thrown;
        close();
    }

    @Override
    public void onComplete() {
        close();
    }

    private void close() {
        closed = true;
        if (over) {
            timer.cancel();
        } else {
            wake.run();
        }
    }
}
