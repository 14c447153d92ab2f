package dev.slipway.serve.dispatch;

import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Embedding;
import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.TokenUsage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One embedding between its caller and the engine. Cancelling the answer frees its place. */
final class EmbedTicket implements Work {
    private final Dispatcher dispatcher;
    private final EmbedRequest request;
    private final RequestWatch watch;
    private final CompletableFuture<Embedding> answer = new CompletableFuture<>();

    EmbedTicket(Dispatcher dispatcher, EmbedRequest request, Duration timeout, RequestWatch watch) {
        this.dispatcher = dispatcher;
        this.request = request;
        this.watch = watch;
        var deadline = dispatcher
                .timer()
                .schedule(
                        () -> fail(new ServeException(
                                ServeException.Code.DEADLINE_EXCEEDED,
                                "the request did not end within " + timeout.toMillis() + " ms")),
                        timeout.toNanos(),
                        TimeUnit.NANOSECONDS);
        answer.whenComplete((embedding, failure) -> {
            deadline.cancel(false);
            dispatcher.leave(this);
            tell(embedding, failure);
        });
    }

    private void tell(@Nullable Embedding embedding, @Nullable Throwable failure) {
        if (embedding != null) {
            watch.finished(new FinishReason.Length(0), new TokenUsage(embedding.promptTokens(), 0, 0));
        } else if (failure instanceof ServeException known) {
            watch.failed(known);
        } else {
            watch.cancelled();
        }
        watch.ended();
    }

    CompletableFuture<Embedding> answer() {
        return answer;
    }

    @Override
    public String rid() {
        return request.rid();
    }

    @Override
    public void start() {
        watch.started();
        dispatcher.engine().embed(request).whenComplete((embedding, failure) -> {
            if (embedding != null) {
                answer.complete(embedding);
            } else {
                answer.completeExceptionally(ServeException.known(failure));
            }
        });
    }

    @Override
    public void fail(ServeException failure) {
        answer.completeExceptionally(failure);
    }

    @Override
    public void abort(String message) {
        fail(new ServeException(ServeException.Code.CANCELLED, message));
    }
}
