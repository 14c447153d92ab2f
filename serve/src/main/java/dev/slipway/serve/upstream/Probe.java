package dev.slipway.serve.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpMethod;
import dev.slipway.serve.engine.ModelInfo;
import dev.slipway.serve.engine.ModelInfo.Capability;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.upstream.dialect.Dialect;
import dev.slipway.serve.upstream.dialect.FailedException;
import dev.slipway.serve.upstream.dialect.Json;
import dev.slipway.serve.upstream.dialect.OpenAiDialect;
import dev.slipway.serve.upstream.dialect.OpenAiServer;
import dev.slipway.serve.upstream.dialect.SglangDialect;
import dev.slipway.serve.upstream.dialect.UnaryCall;
import dev.slipway.serve.upstream.dialect.UpstreamFailure;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Asks an upstream what it is and what it serves. */
final class Probe {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final UpstreamConfig config;

    Probe(UpstreamConfig config) {
        this.config = config;
    }

    /** What the upstream speaks; a {@link FailedException} says why it cannot be used. */
    CompletableFuture<Dialect> ask(Upstream upstream) {
        return switch (config.dialect()) {
            case SGLANG -> sglang(upstream).thenApply(found -> found.orElseThrow(() -> noSglang(upstream)));
            case AUTO ->
                sglang(upstream)
                        .thenCompose(found -> found.isPresent()
                                ? CompletableFuture.completedFuture(found.get())
                                : openAi(upstream, Optional.empty()));
            case VLLM -> openAi(upstream, Optional.of(OpenAiServer.VLLM));
            case LLAMACPP -> openAi(upstream, Optional.of(OpenAiServer.LLAMACPP));
            case TENSORRT_LLM -> openAi(upstream, Optional.of(OpenAiServer.TENSORRT_LLM));
            case OPENAI -> openAi(upstream, Optional.of(OpenAiServer.OPENAI));
        };
    }

    private static FailedException noSglang(Upstream upstream) {
        return new FailedException(new UpstreamFailure(
                new ServeException(
                        ServeException.Code.UNAVAILABLE,
                        "upstream " + upstream.url() + " has no /get_model_info (expected: an SGLang server)"),
                UpstreamFailure.Retry.NEVER,
                true));
    }

    /** Empty when the upstream answers, but not as SGLang does. */
    private CompletableFuture<Optional<Dialect>> sglang(Upstream upstream) {
        return info(upstream).thenCompose(info -> {
            if (!info.path("model_path").isTextual()) {
                return CompletableFuture.completedFuture(Optional.<Dialect>empty());
            }
            return get(upstream, "/get_server_info")
                    .thenCombine(
                            get(upstream, "/v1/models"),
                            (server, models) -> Optional.<Dialect>of(
                                    sglang(info, server, models.path("data").path(0))));
        });
    }

    /** By its newer name where the older one is gone. */
    private static CompletableFuture<JsonNode> info(Upstream upstream) {
        return get(upstream, "/get_model_info")
                .thenCompose(info -> info.path("model_path").isTextual()
                        ? CompletableFuture.completedFuture(info)
                        : get(upstream, "/model_info"));
    }

    private Dialect sglang(JsonNode info, JsonNode server, JsonNode card) {
        String path = info.path("model_path").textValue();
        boolean generates = info.path("is_generation").asBoolean(true);
        Set<Capability> can = generates
                ? EnumSet.of(Capability.TOKENS, Capability.LOGPROBS, Capability.JSON_SCHEMA, Capability.REGEX)
                : EnumSet.of(Capability.TOKENS, Capability.EMBEDDINGS);
        Map<String, String> details = new LinkedHashMap<>();
        info.properties().forEach(each -> {
            if (each.getValue().isValueNode() && !each.getValue().isNull()) {
                details.put(each.getKey(), each.getValue().asText());
            }
        });
        int context = first(card.path("max_model_len"), server.path("context_length"), server.path("max_req_input_len"))
                .orElse(Integer.MAX_VALUE);
        String served = server.path("served_model_name").asText(card.path("id").asText(""));
        var model = new ModelInfo(
                named(served.isEmpty() ? lastPart(path) : served), path, context, generates, can, details);
        int slots = first(
                        server.path("max_running_requests"),
                        server.path("internal_states").path(0).path("effective_max_running_requests_per_dp"))
                .orElse(OpenAiDialect.SLOTS);
        JsonNode deltas = server.has("incremental_streaming_output")
                ? server.path("incremental_streaming_output")
                : server.path("stream_output");
        return new SglangDialect(
                model, slots, deltas.isBoolean() ? Optional.of(deltas.booleanValue()) : Optional.empty());
    }

    private CompletableFuture<Dialect> openAi(Upstream upstream, Optional<OpenAiServer> server) {
        UnaryCall<JsonNode> models = UnaryCall.json(
                HttpMethod.GET,
                "/v1/models",
                null,
                "an object with data, as /v1/models of OpenAI's API has it",
                json -> Optional.of(json)
                        .filter(each -> each.path("data").path(0).path("id").isTextual()));
        return Exchange.ask(upstream, models, TIMEOUT).thenApply(json -> {
            JsonNode card = chosen(json.path("data"));
            return openAi(
                    upstream,
                    card,
                    server.orElseGet(
                            () -> OpenAiServer.ownedBy(card.path("owned_by").asText(""))));
        });
    }

    private JsonNode chosen(JsonNode cards) {
        for (JsonNode card : cards) {
            if (config.model().filter(card.path("id").asText()::equals).isPresent()) {
                return card;
            }
        }
        return cards.path(0);
    }

    private Dialect openAi(Upstream upstream, JsonNode card, OpenAiServer server) {
        Set<Capability> can = EnumSet.of(Capability.EMBEDDINGS, Capability.LOGPROBS, Capability.JSON_SCHEMA);
        if (server == OpenAiServer.VLLM) {
            // The only one that tells the ids of an answer, without which it cannot be taken up again.
            can.add(Capability.TOKENS);
        }
        if (server.takesRegex()) {
            can.add(Capability.REGEX);
        }
        int context = first(
                        card.path("max_model_len"),
                        card.path("meta").path("n_ctx"),
                        card.path("meta").path("n_ctx_train"))
                .orElse(Integer.MAX_VALUE);
        String id = card.path("id").textValue();
        String path = card.path("root").asText(upstream.url());
        var model = new ModelInfo(
                named(id),
                path,
                context,
                true,
                can,
                Map.of("owned_by", card.path("owned_by").asText("")));
        return new OpenAiDialect(server, model, OpenAiDialect.SLOTS);
    }

    private String named(String own) {
        return config.model().orElse(own);
    }

    private static String lastPart(String path) {
        String trimmed = path.replaceAll("/+$", "");
        return trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }

    private static OptionalInt first(JsonNode... numbers) {
        for (JsonNode number : numbers) {
            OptionalInt value = Json.positive(number);
            if (value.isPresent()) {
                return value;
            }
        }
        return OptionalInt.empty();
    }

    /** What a path tells; an empty object when the upstream has no such path or tells no JSON there. */
    private static CompletableFuture<JsonNode> get(Upstream upstream, String path) {
        return Exchange.ask(
                upstream,
                new UnaryCall<>(HttpMethod.GET, path, null, true, (status, body) -> switch (status) {
                    case 401, 403, 502, 503, 504 -> Optional.<JsonNode>empty();
                    default -> Optional.of(status == 200 ? Json.parsed(body).orElse(Json.object()) : Json.object());
                }),
                TIMEOUT);
    }
}
