package dev.slipway.serve.upstream.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.engine.ChatPrompt;
import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.SamplingParams.Constraint;
import dev.slipway.serve.engine.ServeException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Bodies of OpenAI's calls, with what one server adds to them. What the server does not have is refused by name: most
 * servers read over unknown members, and the caller would get another answer than the one asked for.
 */
final class OpenAiRequests {
    private final OpenAiServer server;
    private final String model;

    OpenAiRequests(OpenAiServer server, String model) {
        this.server = server;
        this.model = model;
    }

    ObjectNode completion(GenerateRequest request) {
        ObjectNode body = Json.object();
        input(body, "prompt", request.prompt());
        sampled(body, request);
        if (request.logprobs().wanted()) {
            body.put("logprobs", request.logprobs().top());
        }
        return body;
    }

    ObjectNode chat(GenerateRequest request, ChatPrompt chat) {
        ObjectNode body = RequestBodies.chat(chat);
        sampled(body, request);
        if (request.logprobs().wanted()) {
            body.put("logprobs", true);
            body.put("top_logprobs", request.logprobs().top());
        }
        return body;
    }

    ObjectNode embedding(EmbedRequest request) {
        ObjectNode body = Json.object();
        input(body, "input", request.prompt());
        return body.put("model", model).put("encoding_format", "float");
    }

    private void input(ObjectNode body, String name, Prompt prompt) {
        switch (prompt) {
            case Prompt.Text(String text) -> body.put(name, text);
            case Prompt.Tokens(List<Integer> ids) -> Json.ints(body.putArray(name), ids);
            case Prompt.Chat ignored -> throw new IllegalStateException("a chat has a call of its own");
            case Prompt.Continued ignored -> throw new IllegalStateException("a continued prompt is ids by now");
        }
    }

    private void sampled(ObjectNode body, GenerateRequest request) {
        SamplingParams sampling = request.sampling();
        RequestBodies.common(body, sampling);
        body.put("model", routed(request.routing()));
        if (request.logprobs().wanted() && request.logprobs().promptStart() >= 0) {
            throw RequestBodies.unknown("logprob_start_len", server.shown());
        }
        chosen(body, sampling);
        ending(body, sampling.ending());
        sampling.constraint().ifPresent(constraint -> constrain(body, constraint));
        if (server == OpenAiServer.VLLM) {
            body.put("return_token_ids", true);
            if (sampling.n() > 1) {
                ((ObjectNode) body.path("stream_options")).put("continuous_usage_stats", true);
            }
        }
    }

    /** Told also when it is the default: servers have defaults of their own, or their model's. */
    private void chosen(ObjectNode body, SamplingParams sampling) {
        SamplingParams.Choice choice = sampling.choice();
        if (choice.topK() != -1 || server.has("top_k")) {
            body.put(server.member("top_k"), choice.topK() == -1 ? server.allTokens() : choice.topK());
        }
        if (choice.minP() != 0 || server.has("min_p")) {
            body.put(server.member("min_p"), choice.minP());
        }
        double repetition = sampling.penalties().repetition();
        if (repetition != 1 || server.has("repetition_penalty")) {
            body.put(server.member("repetition_penalty"), repetition);
        }
    }

    private void ending(ObjectNode body, SamplingParams.Ending ending) {
        if (ending.minNewTokens() > 0) {
            body.put(server.member("min_new_tokens"), ending.minNewTokens());
        }
        if (!ending.stopTokenIds().isEmpty()) {
            Json.ints(body.putArray(server.member("stop_token_ids")), ending.stopTokenIds());
        }
        if (ending.ignoreEos()) {
            body.put(server.member("ignore_eos"), true);
        }
    }

    private void constrain(ObjectNode body, Constraint constraint) {
        switch (constraint) {
            case Constraint.JsonSchema(String schema) -> jsonSchema(body, schema);
            case Constraint.Regex(String pattern) -> server.regex(body, pattern);
        }
    }

    static void jsonSchema(ObjectNode body, String schema) {
        JsonNode parsed = Json.parsed(schema.getBytes(StandardCharsets.UTF_8))
                .filter(JsonNode::isObject)
                .orElseThrow(() -> ServeException.invalid("json_schema: no JSON object (expected: a JSON schema)"));
        ObjectNode format = body.putObject("response_format");
        format.put("type", "json_schema");
        format.putObject("json_schema")
                .put("name", "answer")
                .put("strict", true)
                .set("schema", parsed);
    }

    private String routed(RequestRouting routing) {
        if (routing.dataParallelRank().isPresent()) {
            throw RequestBodies.unknown("routed_dp_rank", server.shown());
        }
        if (routing.disaggregated().isPresent()) {
            throw RequestBodies.unknown("disaggregated_params", server.shown());
        }
        if (routing.loraPath().isPresent() && server != OpenAiServer.VLLM) {
            throw RequestBodies.unknown("lora_path", server.shown());
        }
        // vLLM serves an adapter as a model of that name.
        return routing.loraPath().orElse(model);
    }
}
