package dev.slipway.serve.http;

import static dev.slipway.serve.http.Endpoint.Body.NONE;
import static dev.slipway.serve.http.Endpoint.Body.OPTIONAL;
import static dev.slipway.serve.http.Endpoint.Body.REQUIRED;

import com.linecorp.armeria.common.HttpMethod;
import dev.slipway.serve.api.JsonOperation;
import dev.slipway.serve.openai.OpenAiApi;
import dev.slipway.serve.sglang.SglangApi;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Which path does what. Methods, and the second names of some paths, are SGLang's. */
final class Endpoints {
    private static final Set<HttpMethod> GET = Set.of(HttpMethod.GET);
    private static final Set<HttpMethod> POST = Set.of(HttpMethod.POST);
    private static final Set<HttpMethod> POST_PUT = Set.of(HttpMethod.POST, HttpMethod.PUT);
    private static final Set<HttpMethod> GET_POST = Set.of(HttpMethod.GET, HttpMethod.POST);

    private final Map<Endpoint, JsonOperation> all = new LinkedHashMap<>();

    private Endpoints() {}

    static Map<Endpoint, JsonOperation> of(OpenAiApi openAi, SglangApi sglang) {
        Endpoints endpoints = new Endpoints();
        endpoints.addOpenAi(openAi);
        endpoints.addSglang(sglang);
        endpoints.addAdministration(sglang);
        return endpoints.all;
    }

    private void addOpenAi(OpenAiApi api) {
        add("/v1/models", GET, "ListModels", NONE, (_, _) -> api.models());
        add("/v1/chat/completions", POST, "ChatComplete", REQUIRED, api::chat);
        add("/v1/completions", POST, "Complete", REQUIRED, api::complete);
        add("/v1/embeddings", POST, "OpenAIEmbed", REQUIRED, api::embed);
        add("/v1/classify", POST, "OpenAIClassify", REQUIRED, api::classify);
        add("/v1/score", POST, "Score", REQUIRED, api::score);
        add("/v1/rerank", POST_PUT, "Rerank", REQUIRED, api::rerank);
    }

    private void addSglang(SglangApi api) {
        add("/generate", POST_PUT, "Generate", REQUIRED, api::generate);
        add("/encode", POST_PUT, "Embed", REQUIRED, api::encode);
        add("/classify", POST_PUT, "Classify", REQUIRED, api::classify);
        add("/tokenize", POST, "Tokenize", REQUIRED, (body, _) -> api.tokenize(body));
        add("/v1/tokenize", POST, "Tokenize", REQUIRED, (body, _) -> api.tokenize(body));
        add("/detokenize", POST, "Detokenize", REQUIRED, (body, _) -> api.detokenize(body));
        add("/v1/detokenize", POST, "Detokenize", REQUIRED, (body, _) -> api.detokenize(body));
        add("/health", GET, "HealthCheck", NONE, (_, _) -> api.health());
        add("/health_generate", GET, "HealthCheck", NONE, (_, _) -> api.healthGenerate());
        add("/get_model_info", GET, "GetModelInfo", NONE, (_, _) -> api.modelInfo());
        add("/model_info", GET, "GetModelInfo", NONE, (_, _) -> api.modelInfo());
        add("/get_server_info", GET, "GetServerInfo", NONE, (_, _) -> api.serverInfo());
        add("/server_info", GET, "GetServerInfo", NONE, (_, _) -> api.serverInfo());
        add("/get_load", GET, "GetLoad", NONE, (_, _) -> api.load());
    }

    private void addAdministration(SglangApi api) {
        add("/abort_request", POST, "Abort", OPTIONAL, (body, _) -> api.abortRequest(body));
        add("/flush_cache", GET_POST, "FlushCache", NONE, (_, _) -> api.flushCache());
        add("/pause_generation", POST, "PauseGeneration", OPTIONAL, (body, _) -> api.pauseGeneration(body));
        add("/continue_generation", POST, "ContinueGeneration", NONE, (_, _) -> api.continueGeneration());
        add("/start_profile", GET_POST, "StartProfile", OPTIONAL, (body, _) -> api.startProfile(body));
        add("/stop_profile", GET_POST, "StopProfile", NONE, (_, _) -> api.stopProfile());
        add("/update_weights_from_disk", POST, "UpdateWeightsFromDisk", REQUIRED, (body, _) -> api.updateWeights(body));
    }

    private void add(String path, Set<HttpMethod> methods, String operation, Endpoint.Body body, JsonOperation does) {
        all.put(new Endpoint(path, methods, operation, body), does);
    }
}
