package dev.slipway.serve.embedded;

import dev.slipway.serve.embedded.constraint.Grammar;
import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Embedding;
import dev.slipway.serve.engine.EngineAdmin;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.InferenceEngine;
import dev.slipway.serve.engine.ModelInfo;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.ServeException.Code;
import dev.slipway.serve.engine.TextCodec;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;

/**
 * Runs a GGUF model in this process. Requests are tokenized on threads of their own and then share one computing thread, which
 * gives every running answer a token in each step (continuous batching) and reads prompts in pieces beside them; prompts that
 * begin alike are computed once.
 *
 * <p>Greedy answers and seeded draws repeat on the same machine and model as far as floating point does: a batch of another
 * size may round the last bits of a logit otherwise.
 *
 * <p>Logprobs are of the model's own distribution: before temperature, penalties and constraints.
 */
public final class EmbeddedEngine implements InferenceEngine {
    private final ExecutorService preparing = Executors.newVirtualThreadPerTaskExecutor();
    private final SecureRandom seeds = new SecureRandom();
    private final Weights weights;
    private final EngineText text;
    private final EngineControl control;

    private EmbeddedEngine(Weights weights) {
        this.weights = weights;
        text = new EngineText(weights, preparing);
        control = new EngineControl(weights, preparing);
    }

    /** Loads the model: reads the whole file. */
    public static EmbeddedEngine open(EmbeddedConfig config) {
        return new EmbeddedEngine(new Weights(config, ServedModel.load(config, 1)));
    }

    @Override
    public ModelInfo model() {
        return weights.now().info();
    }

    @Override
    public Flow.Publisher<GenerationEvent> generate(GenerateRequest request) {
        return new Generation(request, this::begin).stream();
    }

    @Override
    public CompletionStage<Embedding> embed(EmbedRequest request) {
        CompletableFuture<Embedding> result = new CompletableFuture<>();
        run(result, () -> {
            refuse(request.routing());
            weights.submit(model -> {
                int[] tokens = fitting(model, model.text().tokens(request.prompt()));
                var pooling = Vectoring.Pooling.of(
                        model.file().parameter("pooling_type").orElse(1));
                return new Vectoring(tokens, pooling, model.file().embeddingLength(), result);
            });
        });
        return result;
    }

    @Override
    public TextCodec text() {
        return text;
    }

    @Override
    public EngineAdmin admin() {
        return control;
    }

    @Override
    public boolean isHealthy() {
        return weights.isAlive();
    }

    @Override
    public void close() {
        weights.close();
        preparing.shutdownNow();
        preparing.close();
    }

    private void begin(Generation generation) {
        CompletableFuture<Void> failure = new CompletableFuture<>();
        failure.exceptionally(thrown -> {
            generation.fail((ServeException) thrown);
            return null;
        });
        run(failure, () -> submit(generation));
    }

    private void submit(Generation generation) {
        GenerateRequest request = generation.request();
        refuse(request.routing());
        long seed = request.sampling().seed().orElseGet(seeds::nextLong);
        weights.submit(model -> {
            PreparedPrompt prompt = prepare(model, request);
            generation.onChange(model.scheduler()::wake);
            // The others come when the prompt is read: they share it then.
            Runnable others = () -> {
                for (int index = 1; index < request.sampling().n(); index++) {
                    model.scheduler().follow(new Answer(generation, index, prompt, model, seed, () -> {}));
                }
            };
            return new Answer(generation, 0, prompt, model, seed, others);
        });
    }

    private static void requireKnown(ServedModel model, String what, Iterable<Integer> ids) {
        for (int id : ids) {
            if (!model.vocabulary().contains(id)) {
                throw ServeException.invalid(what + ": " + id + " (expected: 0 to "
                        + (model.vocabulary().size() - 1) + ")");
            }
        }
    }

    private static PreparedPrompt prepare(ServedModel model, GenerateRequest request) {
        int[] tokens = fitting(model, model.text().tokens(request.prompt()));
        int generated = request.prompt() instanceof Prompt.Continued continued
                ? continued.generated().size()
                : 0;
        requireKnown(model, "stop_token_ids", request.sampling().ending().stopTokenIds());
        requireKnown(
                model, "a token to tell the probability of", request.logprobs().ids());
        int promptTokens = tokens.length - generated;
        if (request.logprobs().promptStart() > promptTokens) {
            throw ServeException.invalid(
                    "logprob_start_len: " + request.logprobs().promptStart() + " (expected: at most " + promptTokens
                            + ", the prompt's tokens)");
        }
        Optional<Grammar> grammar = request.sampling().constraint().map(model.constraints()::compile);
        return new PreparedPrompt(tokens, generated, grammar);
    }

    private static int[] fitting(ServedModel model, int[] tokens) {
        if (tokens.length >= model.info().contextLength()) {
            throw ServeException.invalid("the prompt has " + tokens.length + " tokens (expected: fewer than "
                    + model.info().contextLength() + ", the context length)");
        }
        return tokens;
    }

    private static void refuse(RequestRouting routing) {
        if (routing.loraPath().isPresent()) {
            throw new ServeException(Code.UNIMPLEMENTED, "lora_path: the embedded engine has no adapters");
        }
        if (routing.dataParallelRank().orElse(0) != 0) {
            throw new ServeException(
                    Code.UNIMPLEMENTED,
                    "data_parallel_rank: " + routing.dataParallelRank().getAsInt()
                            + " (expected: 0, as the embedded engine is one)");
        }
        if (routing.disaggregated().isPresent()) {
            throw new ServeException(Code.UNIMPLEMENTED, "bootstrap_host: the embedded engine reads prompts itself");
        }
    }

    /** On a thread of its own; what is thrown fails the result. */
    private void run(CompletableFuture<?> result, Runnable task) {
        EngineText.run(preparing, result, task);
    }
}
