package dev.slipway.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.serve.api.Members;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.ServeException;
import java.util.ArrayList;
import java.util.List;

/** A member that is a text, a list of texts, a list of token ids, or a list of such lists: at least one prompt. */
final class TextInputs {
    private static final String EXPECTED = "a text, a list of texts, a list of token ids, or a list of such lists";

    private TextInputs() {}

    static List<Prompt> read(Members body, String name) {
        JsonNode node = body.node(name);
        if (node == null) {
            throw ServeException.invalid(name + ": absent (expected: " + EXPECTED + ")");
        }
        if (node.isTextual()) {
            return List.of(new Prompt.Text(node.textValue()));
        }
        if (!node.isArray()) {
            throw Members.wrong(name, node, EXPECTED);
        }
        if (node.isEmpty()) {
            throw ServeException.invalid(name + ": [] (expected: at least one)");
        }
        if (node.get(0).isNumber()) {
            return List.of(new Prompt.Tokens(Members.ids(name, node)));
        }
        List<Prompt> prompts = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            prompts.add(one(name + "[" + i + "]", node.get(i), node.get(0).isTextual()));
        }
        return prompts;
    }

    private static Prompt one(String name, JsonNode node, boolean text) {
        if (text && node.isTextual()) {
            return new Prompt.Text(node.textValue());
        }
        if (text || !node.isArray()) {
            throw Members.wrong(name, node, text ? "a text, as the first one is" : "a list of token ids");
        }
        if (node.isEmpty()) {
            throw ServeException.invalid(name + ": [] (expected: at least one token id)");
        }
        return new Prompt.Tokens(Members.ids(name, node));
    }
}
