package dev.slipway.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.serve.api.Members;
import dev.slipway.serve.engine.ServeException;
import java.util.List;

/**
 * Members that would change the answer and that no engine here knows. They are refused by name instead of ignored; a
 * value that asks for nothing (null, false, an empty list or object) is let through.
 */
final class RefusedMembers {
    private static final List<String> GENERATION = List.of(
            "logit_bias",
            "ebnf",
            "stop_regex",
            "no_stop_trim",
            "custom_logit_processor",
            "custom_params",
            "session_params",
            "return_hidden_states",
            "return_routed_experts",
            "return_token_ids",
            "return_prompt_token_ids",
            "return_meta_info");
    private static final List<String> CHAT = List.of("functions", "function_call", "audio", "input_ids", "task");
    private static final List<String> COMPLETION = List.of("suffix");
    private static final List<String> EMBEDDING = List.of("embed_overrides", "embed_override_token_id");

    private RefusedMembers() {}

    static void checkChat(Members body) {
        check(body, GENERATION);
        check(body, CHAT);
        checkSpecialTokens(body);
    }

    static void checkCompletion(Members body) {
        check(body, GENERATION);
        check(body, COMPLETION);
        checkSpecialTokens(body);
        body.integer("best_of").ifPresent(best -> {
            if (best != body.integer("n").orElse(1)) {
                throw unknown("best_of", best + " (expected: as n, or absent)");
            }
        });
    }

    static void checkEmbedding(Members body) {
        check(body, EMBEDDING);
    }

    private static void checkSpecialTokens(Members body) {
        if (!body.flag("skip_special_tokens", true)) {
            throw unknown("skip_special_tokens", "false (expected: true, as answers hold no special tokens)");
        }
    }

    private static void check(Members body, List<String> names) {
        for (String name : names) {
            JsonNode value = body.node(name);
            if (value != null && asks(value)) {
                throw unknown(name, "is not supported (expected: absent)");
            }
        }
    }

    private static boolean asks(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY, OBJECT, POJO -> !value.isEmpty();
            case STRING, BINARY -> !value.asText().isEmpty();
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> true;
            case NULL, MISSING -> false;
        };
    }

    private static ServeException unknown(String name, String rest) {
        return new ServeException(ServeException.Code.UNIMPLEMENTED, name + ": " + rest);
    }
}
