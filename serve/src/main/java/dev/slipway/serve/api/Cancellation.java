package dev.slipway.serve.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Stages whose cancellation goes back to what they were made of, which the JDK's do not do by themselves. */
public final class Cancellation {
    private Cancellation() {}

    /** {@code mapping} of what comes; cancelling it cancels {@code source}. */
    public static <A, B> CompletableFuture<B> then(CompletionStage<A> source, Function<A, B> mapping) {
        return linked(source.thenApply(mapping).toCompletableFuture(), List.of(source.toCompletableFuture()));
    }

    /** {@code result}, whose cancellation cancels all {@code sources}. */
    public static <T> CompletableFuture<T> linked(
            CompletableFuture<T> result, List<? extends CompletableFuture<?>> sources) {
        result.whenComplete((_, _) -> {
            if (result.isCancelled()) {
                sources.forEach(source -> source.cancel(false));
            }
        });
        return result;
    }
}
