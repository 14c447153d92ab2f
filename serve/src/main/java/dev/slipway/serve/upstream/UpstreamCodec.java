package dev.slipway.serve.upstream;

import dev.slipway.serve.engine.ChatPrompt;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.TextCodec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The tokenizer of the engine behind, by call. */
final class UpstreamCodec implements TextCodec {
    private final UpstreamPool pool;

    UpstreamCodec(UpstreamPool pool) {
        this.pool = pool;
    }

    @Override
    public CompletionStage<List<Integer>> tokenize(String text, boolean addSpecialTokens) {
        return told(pool.ask(Optional.empty(), dialect -> dialect.tokenize(text, addSpecialTokens)));
    }

    @Override
    public CompletionStage<String> detokenize(List<Integer> ids) {
        return told(pool.ask(Optional.empty(), dialect -> dialect.detokenize(ids)));
    }

    @Override
    public CompletionStage<String> render(ChatPrompt chat) {
        return CompletableFuture.failedFuture(new ServeException(
                ServeException.Code.UNIMPLEMENTED, "only the engine behind this server knows the chat template"));
    }

    /** The stage with failures as callers are told them, not as stages wrap them. */
    static <T> CompletableFuture<T> told(CompletableFuture<T> stage) {
        CompletableFuture<T> told = new CompletableFuture<>();
        stage.whenComplete((value, thrown) -> {
            if (thrown == null) {
                told.complete(value);
            } else {
                told.completeExceptionally(Exchange.told(thrown));
            }
        });
        return told;
    }
}
