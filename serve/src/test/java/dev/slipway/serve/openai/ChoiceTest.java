package dev.slipway.serve.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.engine.GenerationEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    @Test
    void toolCallsInPieces_arePutTogetherByIndex() throws IOException {
        List<GenerationEvent> events = new ArrayList<>();
        for (String delta : List.of(
                "{'reasoning_content':'let me '}",
                "{'reasoning_content':'see'}",
                "{'tool_calls':[{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':''}}]}",
                "{'tool_calls':[{'index':0,'function':{'arguments':'{\\\"x\\\":'}}]}",
                "{'tool_calls':[{'index':1,'id':'b','type':'function','function':{'name':'g','arguments':'{}'}}]}",
                "{'tool_calls':[{'index':0,'id':'a','type':'function','function':{'arguments':'1}'}}]}")) {
            events.add(new GenerationEvent.Delta(0, (ObjectNode) JsonBody.JSON.readTree(delta.replace('\'', '"'))));
        }
        assertThat(Choice.of(events, 1).getFirst().delta()).isEqualTo(JsonBody.JSON.readTree("""
                        {"reasoning_content": "let me see", "tool_calls": [
                          {"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": "{\\"x\\":1}"}},
                          {"index": 1, "id": "b", "type": "function", "function": {"name": "g", "arguments": "{}"}}]}
                        """));
    }
}
