package dev.slipway.serve.upstream;

import com.linecorp.armeria.client.ClientFactory;
import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Embedding;
import dev.slipway.serve.engine.EngineAdmin;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.GenerationStream;
import dev.slipway.serve.engine.InferenceEngine;
import dev.slipway.serve.engine.ModelInfo;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.TextCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An engine reached over its HTTP API: SGLang's own, or OpenAI's as vLLM, TensorRT-LLM, llama.cpp and others speak it.
 *
 * <p>What {@link #model} tells of an OpenAI-compatible upstream is little: a context length that it does not tell is
 * {@code Integer.MAX_VALUE}, and only vLLM tells the ids of an answer, so that only there and on SGLang token ids and
 * {@link Prompt.Continued} are possible.
 */
public final class UpstreamEngine implements InferenceEngine {
    private static final long PAUSE_MILLIS = 250;

    private final UpstreamConfig config;
    private final ClientFactory factory;
    private final ScheduledThreadPoolExecutor timer;
    private final UpstreamPool pool;
    private final UpstreamCodec codec;
    private final UpstreamAdmin admin;
    private final Set<UpstreamGeneration> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private UpstreamEngine(UpstreamConfig config) {
        this.config = config;
        this.factory = UpstreamClient.factory(config);
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("upstream-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.pool = new UpstreamPool(config, factory, timer);
        this.codec = new UpstreamCodec(pool);
        this.admin = new UpstreamAdmin(pool, config.timeouts().admin());
    }

    /**
     * Asks the upstreams what they are and serve; those that do not answer now join when they do.
     *
     * @throws ServeException INVALID_ARGUMENT with all {@link UpstreamConfig#problems}, a line each; UNAVAILABLE when none
     *     answered in time
     */
    public static UpstreamEngine connect(UpstreamConfig config) {
        List<String> problems = config.problems();
        if (!problems.isEmpty()) {
            throw ServeException.invalid(String.join("\n", problems));
        }
        UpstreamEngine engine = new UpstreamEngine(config);
        try {
            engine.awaitFirst();
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
        engine.pool.startChecks();
        return engine;
    }

    private void awaitFirst() {
        long end = System.nanoTime() + config.timeouts().start().toNanos();
        pool.probeAll().join();
        while (!isHealthy()) {
            if (System.nanoTime() >= end) {
                throw pool.none();
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw pool.none();
            }
            pool.probeAll().join();
        }
        pool.all().stream().filter(Upstream::isMisfit).findFirst().ifPresent(other -> {
            throw ServeException.invalid("--upstream: " + other.lastFailure());
        });
    }

    @Override
    public ModelInfo model() {
        return pool.all().stream()
                .flatMap(each -> each.dialect().stream())
                .findFirst()
                .orElseThrow(pool::none)
                .model();
    }

    @Override
    public Flow.Publisher<GenerationEvent> generate(GenerateRequest request) {
        if (closed) {
            var refused = new GenerationStream(1, () -> {});
            refused.fail(closedFailure());
            return refused;
        }
        int before = request.prompt() instanceof Prompt.Continued continued ? generated(continued) : 0;
        var generation = new UpstreamGeneration(pool, config, timer, complete(request), before, running::remove);
        running.add(generation);
        if (closed) {
            generation.stop(closedFailure());
        }
        return generation.stream();
    }

    private static int generated(Prompt.Continued continued) {
        int before = continued.start() instanceof Prompt.Continued earlier ? generated(earlier) : 0;
        return before + continued.generated().size();
    }

    /** The request with ids for a prompt that goes on: no upstream takes a text and ids. */
    private CompletableFuture<GenerateRequest> complete(GenerateRequest request) {
        return request.prompt() instanceof Prompt.Continued
                ? ids(request.prompt()).thenApply(ids -> request.withPrompt(new Prompt.Tokens(ids)))
                : CompletableFuture.completedFuture(request);
    }

    private CompletableFuture<List<Integer>> ids(Prompt prompt) {
        return switch (prompt) {
            case Prompt.Text(String text) -> codec.tokenize(text, true).toCompletableFuture();
            case Prompt.Tokens(List<Integer> ids) -> CompletableFuture.completedFuture(ids);
            case Prompt.Continued(Prompt start, List<Integer> generated) ->
                ids(start).thenApply(ids -> {
                    List<Integer> all = new ArrayList<>(ids);
                    all.addAll(generated);
                    return all;
                });
            case Prompt.Chat ignored ->
                CompletableFuture.failedFuture(new ServeException(
                        ServeException.Code.UNIMPLEMENTED,
                        "a chat cannot be taken up again: only the engine behind this server knows its prompt"));
        };
    }

    private static ServeException closedFailure() {
        return new ServeException(ServeException.Code.UNAVAILABLE, "the engine is closed");
    }

    @Override
    public CompletionStage<Embedding> embed(EmbedRequest request) {
        return UpstreamCodec.told(pool.ask(request.routing().routingKey(), dialect -> dialect.embed(request)));
    }

    @Override
    public TextCodec text() {
        return codec;
    }

    @Override
    public EngineAdmin admin() {
        return admin;
    }

    @Override
    public boolean isHealthy() {
        return !closed && pool.all().stream().anyMatch(each -> !each.isOut());
    }

    @Override
    public void close() {
        closed = true;
        running.forEach(each -> each.stop(closedFailure()));
        timer.shutdown();
        try {
            timer.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        factory.close();
    }
}
