package dev.slipway.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.slipway.serve.engine.FinishReason;

/** The end of a choice in OpenAI's words, and SGLang's {@code matched_stop}: the stop text or token, or null. */
record Finish(String reason, JsonNode matchedStop) {
    static Finish of(FinishReason reason) {
        return switch (reason) {
            case FinishReason.StopText(String matched) -> new Finish("stop", TextNode.valueOf(matched));
            case FinishReason.StopToken(int matched) ->
                new Finish("stop", matched < 0 ? NullNode.instance : IntNode.valueOf(matched));
            case FinishReason.Length _ -> new Finish("length", NullNode.instance);
            case FinishReason.ToolCalls _ -> new Finish("tool_calls", NullNode.instance);
            case FinishReason.Abort _ -> new Finish("abort", NullNode.instance);
        };
    }
}
