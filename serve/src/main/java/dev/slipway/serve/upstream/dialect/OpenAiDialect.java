package dev.slipway.serve.upstream.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Embedding;
import dev.slipway.serve.engine.EngineLoad;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.ModelInfo;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.ServeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * OpenAI's calls, with those that the server has besides.
 *
 * @param slots as many as vLLM runs at once unless told otherwise, since no server of this kind tells
 */
public record OpenAiDialect(OpenAiServer server, ModelInfo model, int slots) implements Dialect {
    public static final int SLOTS = 256;

    @Override
    public StreamCall generate(String url, GenerateRequest request) {
        var requests = new OpenAiRequests(server, model.name());
        var headers = RequestBodies.traceHeaders(request.routing());
        int n = request.sampling().n();
        if (request.prompt() instanceof Prompt.Chat(var chat)) {
            return new StreamCall(
                    "/v1/chat/completions",
                    headers,
                    Json.bytes(requests.chat(request, chat)),
                    new OpenAiAnswer(url, true, n));
        }
        refuseIds(request.prompt());
        return new StreamCall(
                "/v1/completions", headers, Json.bytes(requests.completion(request)), new OpenAiAnswer(url, false, n));
    }

    private void refuseIds(Prompt prompt) {
        if (prompt instanceof Prompt.Tokens && !server.takesIds()) {
            throw RequestBodies.unknown("input_ids", server.shown());
        }
    }

    @Override
    public UnaryCall<Embedding> embed(EmbedRequest request) {
        SglangRequests.refuseChat(request.prompt());
        refuseIds(request.prompt());
        return UnaryCall.json(
                        HttpMethod.POST,
                        "/v1/embeddings",
                        new OpenAiRequests(server, model.name()).embedding(request),
                        "an object with data[0].embedding",
                        json -> vector(json.path("data").path(0).path("embedding"))
                                .map(values -> new Embedding(
                                        values,
                                        json.path("usage").path("prompt_tokens").asInt(0))))
                .withHeaders(RequestBodies.traceHeaders(request.routing()));
    }

    static Optional<List<Float>> vector(JsonNode array) {
        List<Float> values = new ArrayList<>(array.size());
        for (JsonNode each : array) {
            if (!each.isNumber()) {
                return Optional.empty();
            }
            values.add(each.floatValue());
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(values);
    }

    static Optional<List<Integer>> tokens(JsonNode json) {
        JsonNode tokens = json.path("tokens");
        List<Integer> ids = Json.ints(tokens);
        return tokens.isArray() && ids.size() == tokens.size() ? Optional.of(ids) : Optional.empty();
    }

    @Override
    public UnaryCall<List<Integer>> tokenize(String text, boolean addSpecialTokens) {
        ObjectNode body = switch (server) {
            case VLLM ->
                Json.object()
                        .put("model", model.name())
                        .put("prompt", text)
                        .put("add_special_tokens", addSpecialTokens);
            case LLAMACPP -> Json.object().put("content", text).put("add_special", addSpecialTokens);
            case TENSORRT_LLM, OPENAI -> throw noCall("tokenize");
        };
        return UnaryCall.json(HttpMethod.POST, "/tokenize", body, "an object with tokens", OpenAiDialect::tokens);
    }

    @Override
    public UnaryCall<String> detokenize(List<Integer> ids) {
        String member = switch (server) {
            case VLLM -> "prompt";
            case LLAMACPP -> "content";
            case TENSORRT_LLM, OPENAI -> throw noCall("detokenize");
        };
        ObjectNode body = Json.object().put("model", model.name());
        Json.ints(body.putArray("tokens"), ids);
        return UnaryCall.json(
                HttpMethod.POST,
                "/detokenize",
                body,
                "an object with " + member,
                json -> Optional.of(json.path(member))
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::textValue));
    }

    @Override
    public Optional<UnaryCall<Boolean>> abort(String rid) {
        return Optional.empty();
    }

    @Override
    public UnaryCall<Boolean> health() {
        return UnaryCall.asking(HttpMethod.GET, server == OpenAiServer.OPENAI ? "/v1/models" : "/health", null, true);
    }

    @Override
    public Optional<UnaryCall<EngineLoad>> load() {
        return Optional.empty();
    }

    @Override
    public UnaryCall<Boolean> flushCache() {
        throw noCall("flush_cache");
    }

    @Override
    public UnaryCall<String> startProfile(Optional<String> directory) {
        if (directory.isPresent()) {
            throw noCall("start_profile with output_dir");
        }
        return profile("start_profile", "Profiling started.");
    }

    @Override
    public UnaryCall<String> stopProfile() {
        return profile("stop_profile", "Profiling stopped.");
    }

    private UnaryCall<String> profile(String name, String said) {
        if (server != OpenAiServer.VLLM) {
            throw noCall(name);
        }
        return new UnaryCall<>(
                HttpMethod.POST,
                "/" + name,
                null,
                false,
                (status, answer) -> status == 200 ? Optional.of(said) : Optional.empty());
    }

    @Override
    public UnaryCall<Boolean> updateWeights(String modelPath, Optional<String> loadFormat) {
        throw noCall("update_weights_from_disk");
    }

    private ServeException noCall(String name) {
        return new ServeException(
                ServeException.Code.UNIMPLEMENTED,
                name + ": " + server.shown() + " behind this server has no such call");
    }
}
