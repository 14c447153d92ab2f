package dev.slipway.serve.embedded;

import dev.slipway.serve.engine.ChatPrompt;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.ServeException.Code;
import dev.slipway.serve.engine.TextCodec;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** The tokenizer and the chat template of the model that is served now. */
final class EngineText implements TextCodec {
    private final Weights weights;
    private final Executor threads;

    EngineText(Weights weights, Executor threads) {
        this.weights = weights;
        this.threads = threads;
    }

    @Override
    public CompletionStage<List<Integer>> tokenize(String text, boolean addSpecialTokens) {
        return later(() -> {
            int[] tokens = weights.ask(model -> model.text().tokenize(text, addSpecialTokens));
            return Arrays.stream(tokens).boxed().toList();
        });
    }

    @Override
    public CompletionStage<String> detokenize(List<Integer> ids) {
        return later(() -> weights.ask(model -> model.text().detokenize(ids)));
    }

    @Override
    public CompletionStage<String> render(ChatPrompt chat) {
        return later(() -> weights.ask(model -> model.text().render(chat)));
    }

    /** On a thread of its own; what is thrown fails the result, as a {@link ServeException} always. */
    static void run(Executor threads, CompletableFuture<?> result, Runnable task) {
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } catch (ServeException e) {
                    result.completeExceptionally(e);
                } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                    result.completeExceptionally(
                            new ServeException(Code.INTERNAL, "the request could not be prepared: " + e, e));
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new ServeException(Code.UNAVAILABLE, "the engine is closed", e));
        }
    }

    private <T> CompletionStage<T> later(Supplier<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        run(threads, result, () -> result.complete(task.get()));
        return result;
    }
}
