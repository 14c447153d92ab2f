package dev.slipway.serve.sglang;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.engine.FinishReason;

/** SGLang's {@code finish_reason}: {@code {"type": "stop", "matched": ...}} and the like. */
final class FinishJson {
    private FinishJson() {}

    static ObjectNode of(FinishReason reason) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return switch (reason) {
            case FinishReason.StopText(String matched) ->
                json.put("type", "stop").put("matched", matched);
            case FinishReason.StopToken(int matched) -> {
                json.put("type", "stop");
                yield matched < 0 ? json.putNull("matched") : json.put("matched", matched);
            }
            case FinishReason.Length(int tokens) -> json.put("type", "length").put("length", tokens);
            case FinishReason.ToolCalls() -> json.put("type", "tool_calls");
            case FinishReason.Abort(String message) -> json.put("type", "abort").put("message", message);
        };
    }
}
