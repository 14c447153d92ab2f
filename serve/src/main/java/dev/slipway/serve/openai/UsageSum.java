package dev.slipway.serve.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.engine.GenerationEvent;

/** The tokens of all choices together; a prompt counts once, however many choices it has. */
final class UsageSum {
    private final int choicesPerPrompt;
    private long prompt;
    private long completion;
    private long cached;

    UsageSum(int choicesPerPrompt) {
        this.choicesPerPrompt = choicesPerPrompt;
    }

    void add(GenerationEvent.Finished finished) {
        if (finished.index() % choicesPerPrompt == 0) {
            prompt += finished.usage().prompt();
            cached += finished.usage().cached();
        }
        completion += finished.usage().completion();
    }

    ObjectNode json() {
        return json(prompt, completion, cached);
    }

    static ObjectNode json(long prompt, long completion, long cached) {
        ObjectNode usage = JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", prompt)
                .put("completion_tokens", completion)
                .put("total_tokens", prompt + completion);
        if (cached > 0) {
            usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
        } else {
            usage.putNull("prompt_tokens_details");
        }
        return usage;
    }
}
