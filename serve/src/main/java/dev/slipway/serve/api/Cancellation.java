package dev.slipway.serve.api;

import dev.slipway.serve.engine.ServeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Stages whose cancellation goes back to what they were made of, which the JDK's do not do by themselves. They fail with
 * a {@link ServeException}.
 */
public final class Cancellation {
    private Cancellation() {}

    /** What {@code next} makes of a stage's value; cancelling the result cancels whichever of both is under way. */
    public static <A, B> CompletableFuture<B> then(
            CompletionStage<A> source, Function<A, ? extends CompletionStage<B>> next) {
        CompletableFuture<A> first = source.toCompletableFuture();
        CompletableFuture<B> result = new CompletableFuture<>();
        cancels(result, first);
        first.whenComplete((value, failure) -> {
            if (failure != null) {
                result.completeExceptionally(ServeException.known(failure));
            } else if (!result.isDone()) {
                try {
                    join(result, next.apply(value).toCompletableFuture());
                } catch (RuntimeException e) {
                    result.completeExceptionally(ServeException.known(e));
                }
            }
        });
        return result;
    }

    /** The value, changed; cancelling the result cancels the source. */
    public static <A, B> CompletableFuture<B> map(CompletionStage<A> source, Function<A, B> change) {
        return then(source, value -> CompletableFuture.completedFuture(change.apply(value)));
    }

    private static <B> void join(CompletableFuture<B> result, CompletableFuture<B> second) {
        second.whenComplete((value, failure) -> {
            if (failure != null) {
                result.completeExceptionally(ServeException.known(failure));
            } else {
                result.complete(value);
            }
        });
        cancels(result, second);
    }

    private static void cancels(CompletableFuture<?> result, CompletableFuture<?> source) {
        result.whenComplete((_, _) -> {
            if (result.isCancelled()) {
                source.cancel(false);
            }
        });
    }
}
