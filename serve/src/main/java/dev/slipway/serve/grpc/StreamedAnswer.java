package dev.slipway.serve.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a publisher tells into a call. At most {@code WINDOW} messages wait to be sent: when all are on their way,
 * as many again are asked for. A caller that leaves ends the publisher.
 */
final class StreamedAnswer<T> implements Flow.Subscriber<T> {
    private static final int WINDOW = 32;

    private final ServerCallStreamObserver<T> call;
    private Flow.@Nullable Subscription subscription;
    private @Nullable CompletionStage<?> preparation;
    private boolean cancelled;
    private int sent;

    StreamedAnswer(ServerCallStreamObserver<T> call) {
        this.call = call;
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
    public void onNext(T message) {
        synchronized (this) {
            sent++;
        }
        call.onNext(message);
    }

    @Override
    public void onError(Throwable failure) {
        call.onError(GrpcErrors.of(failure));
    }

    @Override
    public void onComplete() {
        call.onCompleted();
    }
}
