package dev.slipway.serve.upstream.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.TokenLogprob;
import java.util.ArrayList;
import java.util.List;

/** Parts of SGLang's {@code meta_info}: logarithms as {@code [logprob, id, text]}, and why an answer ended. */
final class SglangLogprobs {
    private SglangLogprobs() {}

    static List<TokenLogprob> prompt(JsonNode meta) {
        return list(meta, "input", 0);
    }

    /** Those of the answer that were not seen yet; a server may repeat them although it repeats no ids. */
    static List<TokenLogprob> output(JsonNode meta, int seen, int total) {
        JsonNode values = meta.path("output_token_logprobs");
        int from = values.size() == total ? Math.min(seen, total) : 0;
        return list(meta, "output", from);
    }

    private static List<TokenLogprob> list(JsonNode meta, String side, int from) {
        JsonNode values = meta.path(side + "_token_logprobs");
        List<TokenLogprob> list = new ArrayList<>();
        for (int i = from; i < values.size(); i++) {
            list.add(one(
                    values.get(i),
                    all(meta.path(side + "_top_logprobs").path(i)),
                    all(meta.path(side + "_token_ids_logprobs").path(i))));
        }
        return list;
    }

    private static List<TokenLogprob> all(JsonNode triples) {
        List<TokenLogprob> all = new ArrayList<>();
        triples.forEach(each -> all.add(one(each, List.of(), List.of())));
        return all;
    }

    private static TokenLogprob one(JsonNode triple, List<TokenLogprob> top, List<TokenLogprob> asked) {
        JsonNode logprob = triple.path(0);
        return new TokenLogprob(
                triple.path(1).asInt(-1),
                triple.path(2).asText(""),
                logprob.isNumber() ? logprob.doubleValue() : Double.NaN,
                top,
                asked);
    }

    static FinishReason finish(JsonNode reason, int total) {
        String type =
                reason.isTextual() ? reason.textValue() : reason.path("type").asText();
        return switch (type) {
            case "length" -> new FinishReason.Length(reason.path("length").asInt(total));
            case "abort" -> new FinishReason.Abort(reason.path("message").asText("aborted by the upstream"));
            case "stop" -> {
                JsonNode matched = reason.path("matched");
                yield matched.isTextual()
                        ? new FinishReason.StopText(matched.textValue())
                        : new FinishReason.StopToken(matched.asInt(-1));
            }
            default -> throw new AnswerReader.BadAnswerException("finish_reason stop, length or abort");
        };
    }
}
