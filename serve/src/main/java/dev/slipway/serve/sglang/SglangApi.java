package dev.slipway.serve.sglang;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.api.Call;
import dev.slipway.serve.api.Cancellation;
import dev.slipway.serve.api.JsonAnswer;
import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.api.MappedGeneration;
import dev.slipway.serve.api.Members;
import dev.slipway.serve.api.WholeGeneration;
import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Embedding;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.ServeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/**
 * SGLang's own HTTP endpoints as JSON to JSON. A body may be empty where all its members have defaults. Failures are
 * {@code ServeException}s in the stage, before anything was done.
 */
public final class SglangApi {
    private final Operations operations;

    public SglangApi(Operations operations) {
        this.operations = operations;
    }

    /** {@code POST /generate}. */
    public CompletionStage<JsonAnswer> generate(byte[] body, Call call) {
        return answered(() -> {
            NativeGeneration generation = NativeGeneration.read(new Members(JsonBody.read(body)), call.traceHeaders());
            Flow.Publisher<GenerationEvent> events = operations.generate(generation, call);
            boolean incremental = generation.isStreamed() && operations.facts().incrementalStreaming();
            GenerationProgress progress = new GenerationProgress(generation, operations.weightVersion(), incremental);
            if (generation.isStreamed()) {
                return CompletableFuture.completedFuture(
                        new JsonAnswer.Streamed(new MappedGeneration<>(events, progress::chunk)));
            }
            return whole(events, progress);
        });
    }

    private static CompletionStage<JsonAnswer> whole(
            Flow.Publisher<GenerationEvent> events, GenerationProgress progress) {
        return Cancellation.map(WholeGeneration.of(events), all -> {
            all.forEach(progress::add);
            return new JsonAnswer.Whole(200, progress.whole());
        });
    }

    /** {@code POST /encode}: {@code {"embedding": [...], "meta_info": {...}}}, a list of them for a list of texts. */
    public CompletionStage<JsonAnswer> encode(byte[] body, Call call) {
        return answered(() -> embed(body, call));
    }

    /** {@code POST /classify}: as {@link #encode}, which it is for models that score. */
    public CompletionStage<JsonAnswer> classify(byte[] body, Call call) {
        return answered(() -> embed(body, call));
    }

    private CompletionStage<JsonAnswer> embed(byte[] body, Call call) {
        Members members = new Members(JsonBody.read(body));
        String name = members.node("text") != null ? "text" : "input_ids";
        JsonNode inputs = members.node(name);
        if (inputs == null) {
            throw ServeException.invalid("text, input_ids: none (expected: one of them)");
        }
        boolean isBatch =
                name.equals("text") ? inputs.isArray() : inputs.path(0).isArray();
        List<Prompt> prompts = new ArrayList<>();
        if (name.equals("text")) {
            members.texts("text").forEach(text -> prompts.add(new Prompt.Text(text)));
        } else if (isBatch) {
            inputs.forEach(each -> prompts.add(new Prompt.Tokens(Members.ids(name, each))));
        } else {
            prompts.add(new Prompt.Tokens(Members.ids(name, inputs)));
        }
        Optional<String> rid = isBatch ? Optional.empty() : members.text("rid");
        RequestRouting routing = routing(members.text("routing_key"), call);
        List<EmbedRequest> requests = new ArrayList<>();
        for (Prompt prompt : prompts) {
            requests.add(new EmbedRequest(NativeGeneration.rid(rid.orElse("")), prompt, routing));
        }
        return Cancellation.map(operations.embed(requests, call), vectors -> {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < vectors.size(); i++) {
                all.add(embedded(requests.get(i).rid(), vectors.get(i)));
            }
            return ok(isBatch ? all : all.get(0));
        });
    }

    private static ObjectNode embedded(String rid, Embedding embedding) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode values = json.putArray("embedding");
        embedding.values().forEach(values::add);
        json.putObject("meta_info").put("id", rid).put("prompt_tokens", embedding.promptTokens());
        return json;
    }

    static RequestRouting routing(Optional<String> key, Call call) {
        return new RequestRouting(Optional.empty(), key, OptionalInt.empty(), Optional.empty(), call.traceHeaders());
    }

    /** {@code POST /tokenize}: {@code text} or {@code prompt}, one or a list. */
    public CompletionStage<JsonAnswer> tokenize(byte[] body) {
        return answered(() -> {
            Members members = new Members(JsonBody.read(body));
            String name = members.node("prompt") != null ? "prompt" : "text";
            JsonNode given = members.node(name);
            if (given == null) {
                throw ServeException.invalid("prompt: none (expected: a text or a list of texts)");
            }
            boolean special = members.flag("add_special_tokens", true);
            List<CompletableFuture<List<Integer>>> parts = members.texts(name).stream()
                    .map(text -> operations.text().tokenize(text, special).toCompletableFuture())
                    .toList();
            return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                    .thenApply(done -> ok(tokenized(parts, given.isArray())));
        });
    }

    private ObjectNode tokenized(List<CompletableFuture<List<Integer>>> parts, boolean isBatch) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode tokens = json.putArray("tokens");
        ArrayNode counts = JsonNodeFactory.instance.arrayNode();
        for (CompletableFuture<List<Integer>> part : parts) {
            ArrayNode ids = isBatch ? tokens.addArray() : tokens;
            part.join().forEach(ids::add);
            counts.add(part.join().size());
        }
        json.set("count", isBatch ? counts : counts.get(0));
        return json.put("max_model_len", operations.model().contextLength());
    }

    /** {@code POST /detokenize}: {@code tokens}, one list or a list of them. */
    public CompletionStage<JsonAnswer> detokenize(byte[] body) {
        return answered(() -> {
            Members members = new Members(JsonBody.read(body));
            JsonNode given = members.node("tokens");
            if (given == null) {
                throw ServeException.invalid("tokens: none (expected: a list of token ids)");
            }
            boolean isBatch = given.path(0).isArray();
            List<CompletableFuture<String>> parts = new ArrayList<>();
            if (isBatch) {
                given.forEach(each -> parts.add(detokenized(Members.ids("tokens", each))));
            } else {
                parts.add(detokenized(Members.ids("tokens", given)));
            }
            return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                    .thenApply(done -> {
                        ObjectNode json = JsonNodeFactory.instance.objectNode();
                        if (isBatch) {
                            ArrayNode texts = json.putArray("text");
                            parts.forEach(each -> texts.add(each.join()));
                        } else {
                            json.put("text", parts.getFirst().join());
                        }
                        return ok(json);
                    });
        });
    }

    private CompletableFuture<String> detokenized(List<Integer> ids) {
        return operations.text().detokenize(ids).toCompletableFuture();
    }

    /** {@code GET /health}: 200 or 503. */
    public CompletionStage<JsonAnswer> health() {
        return CompletableFuture.completedFuture(health(operations.isHealthy()));
    }

    /** {@code GET /health_generate}: as {@link #health}, with a token generated. */
    public CompletionStage<JsonAnswer> healthGenerate() {
        return operations.healthGenerate().thenApply(SglangApi::health);
    }

    private static JsonAnswer health(boolean isHealthy) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("status", isHealthy ? "ok" : "unavailable");
        return new JsonAnswer.Whole(isHealthy ? 200 : 503, JsonBody.write(json));
    }

    public CompletionStage<JsonAnswer> modelInfo() {
        return CompletableFuture.completedFuture(ok(operations.modelInfo()));
    }

    public CompletionStage<JsonAnswer> serverInfo() {
        return CompletableFuture.completedFuture(ok(operations.serverInfo()));
    }

    public CompletionStage<JsonAnswer> load() {
        return CompletableFuture.completedFuture(ok(operations.loads(OptionalInt.empty())));
    }

    /** {@code POST /flush_cache}: 400 while requests run, as nothing is flushed then. */
    public CompletionStage<JsonAnswer> flushCache() {
        return answered(() -> operations.flushCache().thenApply(SglangApi::flushed));
    }

    private static JsonAnswer flushed(boolean done) {
        return new JsonAnswer.Whole(done ? 200 : 400, JsonBody.write(done(done, Operations.flushMessage(done))));
    }

    /** {@code POST /abort_request}: {@code rid} or {@code abort_all}. */
    public CompletionStage<JsonAnswer> abortRequest(byte[] body) {
        return answered(() -> {
            Members members = optional(body);
            operations.abort(members.text("rid").orElse(""), members.flag("abort_all", false));
            return CompletableFuture.completedFuture(
                    ok(JsonNodeFactory.instance.objectNode().put("success", true)));
        });
    }

    public CompletionStage<JsonAnswer> pauseGeneration(byte[] body) {
        return answered(() -> CompletableFuture.completedFuture(
                ok(done(true, operations.pause(optional(body).text("mode").orElse(""))))));
    }

    public CompletionStage<JsonAnswer> continueGeneration() {
        return answered(() -> CompletableFuture.completedFuture(ok(done(true, operations.resume()))));
    }

    /** {@code POST /start_profile}: {@code output_dir}. */
    public CompletionStage<JsonAnswer> startProfile(byte[] body) {
        return answered(() -> operations
                .startProfile(optional(body).text("output_dir"))
                .thenApply(message -> ok(done(true, message))));
    }

    public CompletionStage<JsonAnswer> stopProfile() {
        return answered(() -> operations.stopProfile().thenApply(message -> ok(done(true, message))));
    }

    /** {@code POST /update_weights_from_disk}: {@code model_path}, {@code load_format}. */
    public CompletionStage<JsonAnswer> updateWeights(byte[] body) {
        return answered(() -> {
            Members members = new Members(JsonBody.read(body));
            return operations
                    .updateWeights(members.text("model_path").orElse(""), members.text("load_format"))
                    .thenApply(message -> ok(done(true, message)));
        });
    }

    private static Members optional(byte[] body) {
        return new Members(body.length == 0 ? JsonNodeFactory.instance.objectNode() : JsonBody.read(body));
    }

    private static ObjectNode done(boolean success, String message) {
        return JsonNodeFactory.instance.objectNode().put("success", success).put("message", message);
    }

    private static JsonAnswer ok(JsonNode json) {
        return new JsonAnswer.Whole(200, JsonBody.write(json));
    }

    /** What is thrown while a request is read is a failed stage too. */
    private static CompletionStage<JsonAnswer> answered(Supplier<CompletionStage<JsonAnswer>> operation) {
        try {
            return operation.get();
        } catch (ServeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
