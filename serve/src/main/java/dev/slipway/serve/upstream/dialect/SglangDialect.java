package dev.slipway.serve.upstream.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpMethod;
import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Embedding;
import dev.slipway.serve.engine.EngineLoad;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.ModelInfo;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.ServeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * SGLang's own calls.
 *
 * @param deltas whether it said that its streams do not repeat; empty when it said nothing
 */
public record SglangDialect(ModelInfo model, int slots, Optional<Boolean> deltas) implements Dialect {
    @Override
    public StreamCall generate(String url, GenerateRequest request) {
        var headers = RequestBodies.traceHeaders(request.routing());
        if (request.prompt() instanceof Prompt.Chat(var chat)) {
            return new StreamCall(
                    "/v1/chat/completions",
                    headers,
                    Json.bytes(SglangRequests.chat(request, chat, model.name())),
                    new OpenAiAnswer(url, true, request.sampling().n()));
        }
        return new StreamCall(
                "/generate",
                headers,
                Json.bytes(SglangRequests.generate(request)),
                new SglangAnswer(url, request, deltas));
    }

    @Override
    public UnaryCall<Embedding> embed(EmbedRequest request) {
        SglangRequests.refuseChat(request.prompt());
        return UnaryCall.json(
                        HttpMethod.POST,
                        "/encode",
                        SglangRequests.embed(request),
                        "an object with embedding and meta_info",
                        json -> OpenAiDialect.vector(json.path("embedding"))
                                .map(values -> new Embedding(
                                        values,
                                        json.path("meta_info")
                                                .path("prompt_tokens")
                                                .asInt(0))))
                .withHeaders(RequestBodies.traceHeaders(request.routing()));
    }

    @Override
    public UnaryCall<List<Integer>> tokenize(String text, boolean addSpecialTokens) {
        var body = Json.object().put("prompt", text).put("add_special_tokens", addSpecialTokens);
        return UnaryCall.json(
                HttpMethod.POST,
                "/tokenize",
                body.put("model", model.name()),
                "an object with tokens",
                OpenAiDialect::tokens);
    }

    @Override
    public UnaryCall<String> detokenize(List<Integer> ids) {
        var body = Json.object().put("skip_special_tokens", true).put("model", model.name());
        Json.ints(body.putArray("tokens"), ids);
        return UnaryCall.json(
                HttpMethod.POST,
                "/detokenize",
                body,
                "an object with text",
                json -> Optional.of(json.path("text"))
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::textValue));
    }

    @Override
    public Optional<UnaryCall<Boolean>> abort(String rid) {
        return Optional.of(UnaryCall.asking(
                HttpMethod.POST, "/abort_request", Json.object().put("rid", rid), true));
    }

    @Override
    public UnaryCall<Boolean> health() {
        return UnaryCall.asking(HttpMethod.GET, "/health", null, true);
    }

    /** One entry for each data-parallel part. */
    @Override
    public Optional<UnaryCall<EngineLoad>> load() {
        return Optional.of(UnaryCall.json(HttpMethod.GET, "/get_load", null, "an array of loads", json -> {
            int requests = 0;
            int waiting = 0;
            long tokens = 0;
            for (JsonNode part : json.isArray() ? json : List.of(json)) {
                requests += part.path("num_reqs").asInt(0);
                waiting += part.path("num_waiting_reqs").asInt(0);
                tokens += part.path("num_tokens").asLong(0);
            }
            return Optional.of(new EngineLoad(Math.max(0, requests - waiting), waiting, tokens, slots));
        }));
    }

    /** SGLang answers 400 while requests run, and does nothing. */
    @Override
    public UnaryCall<Boolean> flushCache() {
        return new UnaryCall<>(
                HttpMethod.POST,
                "/flush_cache",
                null,
                true,
                (status, answer) -> status == 200 || status == 400 ? Optional.of(status == 200) : Optional.empty());
    }

    @Override
    public UnaryCall<String> startProfile(Optional<String> directory) {
        var body = Json.object();
        directory.ifPresent(path -> body.put("output_dir", path));
        return said("/start_profile", body);
    }

    @Override
    public UnaryCall<String> stopProfile() {
        return said("/stop_profile", Json.object());
    }

    private static UnaryCall<String> said(String path, JsonNode body) {
        return new UnaryCall<>(
                HttpMethod.POST,
                path,
                Json.bytes(body),
                false,
                (status, answer) -> status == 200
                        ? Optional.of(new String(answer, StandardCharsets.UTF_8).strip())
                        : Optional.empty());
    }

    @Override
    public UnaryCall<Boolean> updateWeights(String modelPath, Optional<String> loadFormat) {
        var body = Json.object().put("model_path", modelPath);
        loadFormat.ifPresent(format -> body.put("load_format", format));
        return new UnaryCall<>(
                HttpMethod.POST, "/update_weights_from_disk", Json.bytes(body), false, (status, answer) -> {
                    JsonNode json = Json.parsed(answer).orElse(Json.object());
                    if (status == 200 && json.path("success").asBoolean(true)) {
                        return Optional.of(true);
                    }
                    if (json.has("success")) {
                        throw new ServeException(
                                ServeException.Code.FAILED_PRECONDITION,
                                json.path("message").asText("the upstream could not load the weights"));
                    }
                    return Optional.empty();
                });
    }
}
