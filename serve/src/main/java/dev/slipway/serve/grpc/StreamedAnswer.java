package dev.slipway.serve.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a publisher tells into a call of grpc-java, for the calls that {@link StreamedCalls} leaves to it. At most
 * {@code WINDOW} messages wait to be sent: when all are on their way, as many again are asked for. A caller that leaves
 * ends the publisher, and what was on its way is dropped.
 *
 * <p>Messages come from the engine's threads and are written on the call's event loop, all that wait in one turn: a task
 * a message would cost more than the message.
 */
final class StreamedAnswer<T> implements Flow.Subscriber<byte[]> {
    private static final int WINDOW = 64;

    private final ServerCallStreamObserver<T> call;
    private final Parser<T> parser;
    private final Executor eventLoop;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private @Nullable CompletionStage<?> preparation;
    private boolean isScheduled;
    private boolean cancelled;
    private boolean ended;
    private @Nullable Throwable failure;
    private int sent;

    StreamedAnswer(ServerCallStreamObserver<T> call, Parser<T> parser, Executor eventLoop) {
        this.call = call;
        this.parser = parser;
        this.eventLoop = eventLoop;
        call.setOnCancelHandler(this::cancel);
        call.setOnReadyHandler(this::refill);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        boolean late;
        synchronized (this) {
            subscription = given;
            late = cancelled;
        }
        if (late || call.isCancelled()) {
            given.cancel();
        } else {
            given.request(WINDOW);
        }
    }

    /** A caller that leaves before the answer began ends what it waits for. */
    void dependsOn(CompletionStage<?> stage) {
        boolean late;
        synchronized (this) {
            preparation = stage;
            late = cancelled;
        }
        if (late) {
            stage.toCompletableFuture().cancel(false);
        }
    }

    private void cancel() {
        Flow.Subscription current;
        CompletionStage<?> before;
        synchronized (this) {
            cancelled = true;
            waiting.clear();
            current = subscription;
            before = preparation;
        }
        if (before != null) {
            before.toCompletableFuture().cancel(false);
        }
        if (current != null) {
            current.cancel();
        }
    }

    private void refill() {
        Flow.Subscription from;
        int more;
        synchronized (this) {
            from = subscription;
            more = sent;
            if (from == null || more == 0) {
                return;
            }
            sent = 0;
        }
        from.request(more);
    }

    @Override
    public void onNext(byte[] message) {
        add(message, false, null);
    }

    @Override
    public void onError(Throwable failure) {
        add(null, true, failure);
    }

    @Override
    public void onComplete() {
        add(null, true, null);
    }

    private void add(byte @Nullable [] message, boolean end, @Nullable Throwable failure) {
        synchronized (this) {
            if (cancelled) {
                return;
            }
            if (message != null) {
                waiting.add(message);
            }
            ended |= end;
            this.failure = failure;
            if (isScheduled) {
                return;
            }
            isScheduled = true;
        }
        eventLoop.execute(this::write);
    }

    private void write() {
        while (true) {
            byte[] message;
            synchronized (this) {
                message = waiting.poll();
                if (message == null || cancelled) {
                    isScheduled = false;
                    break;
                }
                sent++;
            }
            call.onNext(parsed(message));
        }
        end();
    }

    private T parsed(byte[] message) {
        try {
            return parser.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message that this server made", e);
        }
    }

    private void end() {
        Throwable why;
        synchronized (this) {
            if (!ended || cancelled || isScheduled || !waiting.isEmpty()) {
                return;
            }
            cancelled = true;
            why = failure;
        }
        if (why == null) {
            call.onCompleted();
        } else {
            call.onError(GrpcErrors.of(why));
        }
    }
}
