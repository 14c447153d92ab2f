package dev.slipway.serve.sglang;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.api.Call;
import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.api.Task;
import dev.slipway.serve.api.WatchFactory;
import dev.slipway.serve.api.WholeGeneration;
import dev.slipway.serve.dispatch.Dispatcher;
import dev.slipway.serve.dispatch.PauseMode;
import dev.slipway.serve.dispatch.RequestWatch;
import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Embedding;
import dev.slipway.serve.engine.EngineAdmin;
import dev.slipway.serve.engine.EngineLoad;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.LogprobOptions;
import dev.slipway.serve.engine.ModelInfo;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.TextCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** What both forms of SGLang's interface ask for, whatever it is written in. Nothing blocks. */
public final class Operations {
    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(20);

    private final Dispatcher dispatcher;
    private final WatchFactory watches;
    private final ServerFacts facts;

    public Operations(Dispatcher dispatcher, WatchFactory watches, ServerFacts facts) {
        this.dispatcher = dispatcher;
        this.watches = watches;
        this.facts = facts;
    }

    public ServerFacts facts() {
        return facts;
    }

    public ModelInfo model() {
        return dispatcher.engine().model();
    }

    public String weightVersion() {
        return model().details().getOrDefault("weight_version", "default");
    }

    /** The events of all prompts of the generation, told apart by their index. */
    public Flow.Publisher<GenerationEvent> generate(NativeGeneration generation, Call call) {
        int choices = generation.requests().getFirst().sampling().n();
        for (GenerateRequest request : generation.requests()) {
            if (request.sampling().n() != choices) {
                throw ServeException.invalid("n: " + request.sampling().n() + " (expected: the same for each prompt)");
            }
        }
        return task(call).generate(generation.requests());
    }

    public CompletionStage<Embedding> embed(EmbedRequest request, Call call) {
        return task(call).embed(request);
    }

    /** The vectors of several inputs, in order. */
    public CompletionStage<List<Embedding>> embed(List<EmbedRequest> requests, Call call) {
        return task(call).embed(requests);
    }

    private Task task(Call call) {
        return new Task(dispatcher, watches, call);
    }

    public TextCodec text() {
        return dispatcher.engine().text();
    }

    /** Whether new requests are taken and the engine can answer them. */
    public boolean isHealthy() {
        return dispatcher.isOpen() && dispatcher.engine().isHealthy();
    }

    /** As {@link #isHealthy}, and the engine is seen to generate: a token now, or what runs already. */
    public CompletionStage<Boolean> healthGenerate() {
        if (!isHealthy()) {
            return CompletableFuture.completedFuture(false);
        }
        if (dispatcher.runningCount() > 0 || dispatcher.isPaused()) {
            return CompletableFuture.completedFuture(true);
        }
        SamplingParams one = new SamplingParams(
                new SamplingParams.Choice(0, 1, -1, 0),
                SamplingParams.Penalties.NONE,
                new SamplingParams.Ending(1, 0, List.of(), List.of(), true),
                1,
                Optional.empty(),
                OptionalLong.empty());
        GenerateRequest request = new GenerateRequest(
                "HEALTH_CHECK_" + NativeGeneration.rid(""),
                new Prompt.Text("."),
                one,
                LogprobOptions.NONE,
                RequestRouting.NONE);
        return WholeGeneration.of(dispatcher.generate(request, Optional.of(HEALTH_TIMEOUT), RequestWatch.NONE))
                .handle((events, failure) -> failure == null);
    }

    public String servedModelName() {
        return facts.servedModelName().orElseGet(() -> model().name());
    }

    public ObjectNode modelInfo() {
        ModelInfo model = model();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("model_path", model.path());
        json.put("tokenizer_path", model.path());
        json.put("is_generation", model.isGeneration());
        json.put("max_model_len", model.contextLength());
        json.put("weight_version", weightVersion());
        model.details().forEach(json::put);
        return json;
    }

    public ObjectNode serverInfo() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(facts.arguments()).forEach((name, value) -> json.set(name, JsonBody.JSON.valueToTree(value)));
        json.put("served_model_name", servedModelName());
        json.put("max_running_requests", dispatcher.limits().maxRunning());
        json.put("max_queued_requests", dispatcher.limits().maxQueued());
        json.putArray("internal_states").add(load(0));
        json.put("version", facts.version());
        return json;
    }

    /** One entry a data-parallel rank; this server is rank 0 and the only one. */
    public ArrayNode loads(OptionalInt rank) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        if (rank.orElse(0) == 0) {
            all.add(load(0));
        }
        return all;
    }

    private ObjectNode load(int rank) {
        EngineLoad engine = dispatcher.engine().admin().load();
        int waiting = dispatcher.queuedCount() + engine.waiting();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("dp_rank", rank);
        json.put("num_reqs", dispatcher.runningCount() + waiting);
        json.put("num_running_reqs", dispatcher.runningCount());
        json.put("num_waiting_reqs", waiting);
        json.put("num_tokens", engine.tokens());
        json.put("max_running_requests", Math.min(dispatcher.limits().maxRunning(), engine.slots()));
        json.put("is_paused", dispatcher.isPaused());
        return json;
    }

    /** Ends a request, or all; false when there is none of that id, which SGLang does not call an error. */
    public boolean abort(String rid, boolean all) {
        if (all) {
            dispatcher.abortAll();
            return true;
        }
        if (rid.isBlank()) {
            throw ServeException.invalid("rid: \"\" (expected: a request's id, or abort_all)");
        }
        return dispatcher.abort(rid);
    }

    public CompletionStage<Boolean> flushCache() {
        return dispatcher.runningCount() + dispatcher.queuedCount() > 0
                ? CompletableFuture.completedFuture(false)
                : admin().flushCache();
    }

    public static String flushMessage(boolean done) {
        return done ? "Cache flushed." : "Requests run or wait; nothing was flushed.";
    }

    public String pause(String mode) {
        PauseMode pause = PauseMode.of(mode);
        dispatcher.pause(pause);
        return "Generation paused (mode=" + pause + ").";
    }

    public String resume() {
        dispatcher.resume();
        return "Generation continued.";
    }

    public CompletionStage<String> startProfile(Optional<String> directory) {
        return admin().startProfile(directory.filter(each -> !each.isEmpty()).map(Path::of));
    }

    public CompletionStage<String> stopProfile() {
        return admin().stopProfile();
    }

    public CompletionStage<String> updateWeights(String modelPath, Optional<String> loadFormat) {
        if (modelPath.isBlank()) {
            throw ServeException.invalid("model_path: \"\" (expected: the model's file or directory)");
        }
        return admin().updateWeights(modelPath, loadFormat).thenApply(done -> "Succeeded to update model weights.");
    }

    private EngineAdmin admin() {
        return dispatcher.engine().admin();
    }
}
