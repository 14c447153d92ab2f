package dev.slipway.serve.upstream.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.engine.ChatPrompt;
import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.SamplingParams.Constraint;
import dev.slipway.serve.engine.ServeException;
import java.util.List;

/** Bodies of SGLang's {@code /generate}, {@code /encode} and {@code /v1/chat/completions}. */
final class SglangRequests {
    private SglangRequests() {}

    static ObjectNode generate(GenerateRequest request) {
        ObjectNode body = Json.object();
        prompt(body, request.prompt());
        body.put("rid", request.rid());
        body.put("stream", true);
        body.set("sampling_params", sampling(request.sampling()));
        if (request.logprobs().wanted()) {
            body.put("return_logprob", true);
            body.put("top_logprobs_num", request.logprobs().top());
            body.put("logprob_start_len", request.logprobs().promptStart());
            body.put("return_text_in_logprobs", request.logprobs().withText());
            if (!request.logprobs().ids().isEmpty()) {
                Json.ints(body.putArray("token_ids_logprob"), request.logprobs().ids());
            }
        }
        routing(body, request.routing());
        return body;
    }

    static ObjectNode embed(EmbedRequest request) {
        ObjectNode body = Json.object();
        prompt(body, request.prompt());
        body.put("rid", request.rid());
        return body;
    }

    private static void prompt(ObjectNode body, Prompt prompt) {
        switch (prompt) {
            case Prompt.Text(String text) -> body.put("text", text);
            case Prompt.Tokens(List<Integer> ids) -> Json.ints(body.putArray("input_ids"), ids);
            case Prompt.Chat ignored -> throw new IllegalStateException("a chat has a call of its own");
            case Prompt.Continued ignored -> throw new IllegalStateException("a continued prompt is ids by now");
        }
    }

    private static ObjectNode sampling(SamplingParams sampling) {
        ObjectNode body = Json.object();
        body.put("temperature", sampling.choice().temperature());
        body.put("top_p", sampling.choice().topP());
        if (!sampling.ending().isUnlimited()) {
            body.put("max_new_tokens", sampling.ending().maxNewTokens());
        }
        if (sampling.penalties().frequency() != 0) {
            body.put("frequency_penalty", sampling.penalties().frequency());
        }
        if (sampling.penalties().presence() != 0) {
            body.put("presence_penalty", sampling.penalties().presence());
        }
        if (!sampling.ending().stop().isEmpty()) {
            var stop = body.putArray("stop");
            sampling.ending().stop().forEach(stop::add);
        }
        if (sampling.n() > 1) {
            body.put("n", sampling.n());
        }
        if (sampling.ending().minNewTokens() > 0) {
            body.put("min_new_tokens", sampling.ending().minNewTokens());
        }
        sampling.seed().ifPresent(seed -> body.put("sampling_seed", seed));
        own(body, sampling);
        sampling.constraint().ifPresent(constraint -> {
            switch (constraint) {
                case Constraint.JsonSchema(String schema) -> body.put("json_schema", schema);
                case Constraint.Regex(String pattern) -> body.put("regex", pattern);
            }
        });
        return body;
    }

    /** What {@code /generate} and the chat call name alike; told also when it is the default, which a model may change. */
    private static void own(ObjectNode body, SamplingParams sampling) {
        body.put("top_k", sampling.choice().topK());
        body.put("min_p", sampling.choice().minP());
        body.put("repetition_penalty", sampling.penalties().repetition());
        if (!sampling.ending().stopTokenIds().isEmpty()) {
            Json.ints(body.putArray("stop_token_ids"), sampling.ending().stopTokenIds());
        }
        if (sampling.ending().ignoreEos()) {
            body.put("ignore_eos", true);
        }
    }

    static ObjectNode chat(GenerateRequest request, ChatPrompt chat, String model) {
        if (request.logprobs().wanted() && request.logprobs().promptStart() >= 0) {
            throw RequestBodies.unknown("logprob_start_len", "the chat call of SGLang");
        }
        ObjectNode body = RequestBodies.chat(chat);
        SamplingParams sampling = request.sampling();
        RequestBodies.common(body, sampling);
        own(body, sampling);
        body.put("model", model);
        body.put("rid", request.rid());
        if (sampling.ending().minNewTokens() > 0) {
            body.put("min_tokens", sampling.ending().minNewTokens());
        }
        if (request.logprobs().wanted()) {
            body.put("logprobs", true);
            body.put("top_logprobs", request.logprobs().top());
        }
        sampling.constraint().ifPresent(constraint -> {
            switch (constraint) {
                case Constraint.JsonSchema(String schema) -> OpenAiRequests.jsonSchema(body, schema);
                case Constraint.Regex(String pattern) -> body.put("regex", pattern);
            }
        });
        routing(body, request.routing());
        return body;
    }

    private static void routing(ObjectNode body, RequestRouting routing) {
        routing.loraPath().ifPresent(path -> body.put("lora_path", path));
        routing.dataParallelRank().ifPresent(rank -> {
            body.put("routed_dp_rank", rank);
            // The name that it had before.
            body.put("data_parallel_rank", rank);
        });
        routing.disaggregated().ifPresent(meeting -> {
            body.put("bootstrap_host", meeting.bootstrapHost());
            body.put("bootstrap_port", meeting.bootstrapPort());
            body.put("bootstrap_room", meeting.bootstrapRoom());
        });
    }

    /** @throws ServeException INVALID_ARGUMENT: a chat has no vector */
    static void refuseChat(Prompt prompt) {
        if (!(prompt instanceof Prompt.Text || prompt instanceof Prompt.Tokens)) {
            throw ServeException.invalid("input: a chat (expected: a text or token ids)");
        }
    }
}
