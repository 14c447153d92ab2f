package dev.slipway.serve.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * A chat as OpenAI's API has it.
 *
 * @param messages in order, at least one
 * @param options members of the request that belong to the chat and not to sampling ({@code tools}, {@code
 *     tool_choice}, {@code chat_template_kwargs}, ...), by name. An engine that cannot honour one refuses it by name.
 */
public record ChatPrompt(List<Message> messages, Map<String, JsonNode> options) {
    public ChatPrompt {
        messages = List.copyOf(messages);
        options = Map.copyOf(options);
        if (messages.isEmpty()) {
            throw ServeException.invalid("messages: [] (expected: at least one message)");
        }
    }

    /**
     * One message.
     *
     * @param role {@code system}, {@code user}, {@code assistant}, {@code tool}, ...
     * @param json the whole message, {@code role} and {@code content} included
     */
    public record Message(String role, JsonNode json) {
        /**
         * The content as text: a string, or the {@code text} parts one after the other; empty when there is none.
         *
         * @throws ServeException INVALID_ARGUMENT for a part that is no text
         */
        public String text() {
            JsonNode content = json.path("content");
            if (content.isTextual()) {
                return content.textValue();
            }
            StringBuilder text = new StringBuilder();
            for (JsonNode part : content) {
                if (!part.path("type").asText().equals("text")
                        || !part.path("text").isTextual()) {
                    throw ServeException.invalid("messages: a content part of type \""
                            + part.path("type").asText() + "\" (expected: text, as the model reads only text)");
                }
                text.append(part.path("text").textValue());
            }
            return text.toString();
        }
    }
}
