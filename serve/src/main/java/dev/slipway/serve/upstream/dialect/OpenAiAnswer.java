package dev.slipway.serve.upstream.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.TokenLogprob;
import dev.slipway.serve.engine.TokenUsage;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The stream of {@code /v1/completions} ({@code choices[].text}) or {@code /v1/chat/completions} ({@code
 * choices[].delta}). The counts of tokens come in a piece of their own after the last choice ended, so ends are kept
 * back until then. A server that tells no counts for a choice of several has a token a piece counted.
 */
final class OpenAiAnswer implements AnswerReader {
    private static final Set<String> NO_DELTA = Set.of("role", "content");

    private final String url;
    private final boolean chat;
    private final Choice[] choices;
    private @Nullable JsonNode usage;
    private boolean begun;
    private boolean told;

    OpenAiAnswer(String url, boolean chat, int n) {
        this.url = url;
        this.chat = chat;
        this.choices = new Choice[n];
        for (int i = 0; i < n; i++) {
            choices[i] = new Choice();
        }
    }

    @Override
    public void read(JsonNode piece, Consumer<GenerationEvent> out) {
        refuseError(piece);
        JsonNode list = piece.path("choices");
        if (!list.isArray()) {
            throw new BadAnswerException("an object with choices");
        }
        JsonNode counts = piece.path("usage");
        for (JsonNode each : list) {
            int index = each.path("index").asInt(0);
            if (index < 0 || index >= choices.length) {
                throw new BadAnswerException("an index below " + choices.length);
            }
            if (counts.isObject() && choices.length > 1) {
                choices[index].counted = counts.path("completion_tokens").asInt(-1);
            }
            tell(index, each, out);
        }
        if (counts.isObject()) {
            usage = counts;
        }
    }

    private void refuseError(JsonNode piece) {
        JsonNode error = piece.path("object").asText().equals("error") ? piece : piece.path("error");
        if (!error.isMissingNode() && !error.isNull()) {
            String message = error.isTextual()
                    ? error.textValue()
                    : error.path("message").asText(error.toString());
            // Without a status it is the server that failed: it refuses before it begins to stream.
            int status = error.path("code").asInt(0);
            throw new FailedException(UpstreamFailure.told(url, status, message, begun || status == 0));
        }
    }

    private void tell(int index, JsonNode json, Consumer<GenerationEvent> out) {
        Choice choice = choices[index];
        JsonNode delta = json.path("delta");
        String text =
                chat ? delta.path("content").asText("") : json.path("text").asText("");
        List<Integer> ids = Json.ints(json.path("token_ids"));
        List<TokenLogprob> logprobs = OpenAiLogprobs.of(json.path("logprobs"), ids);
        boolean more = tellOther(index, delta, out);
        if (!text.isEmpty() || !ids.isEmpty()) {
            out.accept(new GenerationEvent.Tokens(index, ids, text, logprobs));
            more = true;
        }
        if (more) {
            begun = true;
            choice.tokens += Math.max(1, Math.max(ids.size(), logprobs.size()));
        }
        String reason = json.path("finish_reason").asText("");
        if (!reason.isEmpty() && !reason.equals("null")) {
            choice.end = json;
        }
    }

    private boolean tellOther(int index, JsonNode delta, Consumer<GenerationEvent> out) {
        ObjectNode other = Json.object();
        delta.properties().forEach(member -> {
            if (!NO_DELTA.contains(member.getKey())
                    && !member.getValue().isNull()
                    && !(member.getValue().isContainerNode()
                            && member.getValue().isEmpty())) {
                other.set(member.getKey(), member.getValue());
            }
        });
        if (other.isEmpty()) {
            return false;
        }
        out.accept(new GenerationEvent.Delta(index, other));
        return true;
    }

    @Override
    public boolean end(Consumer<GenerationEvent> out) {
        for (Choice choice : choices) {
            if (choice.end == null) {
                return false;
            }
        }
        if (!told) {
            told = true;
            for (int i = 0; i < choices.length; i++) {
                JsonNode end = choices[i].end;
                TokenUsage tokens = tokens(choices[i]);
                out.accept(new GenerationEvent.Finished(i, reason(end, tokens.completion()), tokens));
            }
        }
        return true;
    }

    private TokenUsage tokens(Choice choice) {
        JsonNode counts = usage == null ? Json.object() : usage;
        int completion = choices.length == 1 ? counts.path("completion_tokens").asInt(choice.tokens) : choice.tokens;
        return new TokenUsage(
                counts.path("prompt_tokens").asInt(0),
                choice.counted >= 0 ? choice.counted : completion,
                counts.path("prompt_tokens_details").path("cached_tokens").asInt(0));
    }

    /** {@code stop_reason} is vLLM's, {@code matched_stop} SGLang's, {@code eos_token} and {@code stop_sequence} TGI's. */
    private static FinishReason reason(@Nullable JsonNode end, int tokens) {
        String reason = end == null ? "" : end.path("finish_reason").asText();
        return switch (reason) {
            case "length" -> new FinishReason.Length(tokens);
            case "tool_calls", "function_call" -> new FinishReason.ToolCalls();
            case "stop", "eos_token", "stop_sequence" -> {
                JsonNode by = end.hasNonNull("stop_reason") ? end.path("stop_reason") : end.path("matched_stop");
                yield by.isTextual()
                        ? new FinishReason.StopText(by.textValue())
                        : new FinishReason.StopToken(by.asInt(-1));
            }
            default -> new FinishReason.Abort("ended by the upstream: " + reason);
        };
    }

    private static final class Choice {
        private int tokens;
        private int counted = -1;
        private @Nullable JsonNode end;
    }
}
