package dev.slipway.serve.upstream.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.serve.engine.TokenLogprob;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Logarithms in OpenAI's two forms: completions' {@code {"tokens": [..], "token_logprobs": [..], "top_logprobs":
 * [{token: logprob}]}} and chats' {@code {"content": [{"token", "logprob", "top_logprobs": [..]}]}}. Both tell texts;
 * the id is -1 unless the server told the ids beside.
 */
final class OpenAiLogprobs {
    private OpenAiLogprobs() {}

    static List<TokenLogprob> of(JsonNode logprobs, List<Integer> ids) {
        if (logprobs.path("content").isArray()) {
            return chat(logprobs.path("content"), ids);
        }
        JsonNode tokens = logprobs.path("tokens");
        List<TokenLogprob> list = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            List<TokenLogprob> top = new ArrayList<>();
            logprobs.path("top_logprobs")
                    .path(i)
                    .properties()
                    .forEach(each -> top.add(new TokenLogprob(-1, each.getKey(), number(each.getValue()), List.of())));
            top.sort(Comparator.comparingDouble(TokenLogprob::logprob).reversed());
            list.add(new TokenLogprob(
                    id(ids, i, tokens.size()),
                    tokens.path(i).asText(),
                    number(logprobs.path("token_logprobs").path(i)),
                    top));
        }
        return list;
    }

    private static List<TokenLogprob> chat(JsonNode content, List<Integer> ids) {
        List<TokenLogprob> list = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            JsonNode one = content.get(i);
            List<TokenLogprob> top = new ArrayList<>();
            one.path("top_logprobs")
                    .forEach(each -> top.add(new TokenLogprob(
                            -1, each.path("token").asText(), number(each.path("logprob")), List.of())));
            list.add(new TokenLogprob(
                    id(ids, i, content.size()), one.path("token").asText(), number(one.path("logprob")), top));
        }
        return list;
    }

    private static int id(List<Integer> ids, int i, int tokens) {
        return ids.size() == tokens ? ids.get(i) : -1;
    }

    private static double number(JsonNode value) {
        return value.isNumber() ? value.doubleValue() : Double.NaN;
    }
}
