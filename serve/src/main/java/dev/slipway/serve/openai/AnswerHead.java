package dev.slipway.serve.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The members that an answer and all its chunks begin with.
 *
 * @param object {@code chat.completion}, {@code text_completion}, ...
 * @param created seconds since 1970
 */
record AnswerHead(String id, String object, long created, String model) {
    ObjectNode node() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model);
    }

    /** The same as text, up to the next member's name. */
    String json() {
        return "{\"id\":" + JsonText.quoted(id) + ",\"object\":" + JsonText.quoted(object) + ",\"created\":" + created
                + ",\"model\":" + JsonText.quoted(model) + ",";
    }
}
