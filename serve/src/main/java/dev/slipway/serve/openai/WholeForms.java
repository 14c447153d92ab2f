package dev.slipway.serve.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.slipway.serve.api.JsonAnswer;
import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.TokenLogprob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Whole answers: {@code chat.completion} and {@code text_completion}. */
final class WholeForms {
    private WholeForms() {}

    static JsonAnswer chat(AnswerHead head, List<Choice> choices) {
        ObjectNode root = head.node();
        ArrayNode list = root.putArray("choices");
        UsageSum usage = new UsageSum(choices.size());
        for (Choice choice : choices) {
            ObjectNode json = list.addObject().put("index", choice.finished().index());
            ObjectNode message = json.putObject("message").put("role", "assistant");
            ObjectNode told = choice.delta();
            if (choice.text().isEmpty() && told.has("tool_calls")) {
                message.putNull("content");
            } else {
                message.put("content", choice.text());
            }
            message.setAll(told);
            logprobs(json, choice.logprobs(), LogprobJson.chat(choice.logprobs()));
            end(json, choice.finished(), usage);
        }
        root.set("usage", usage.json());
        return new JsonAnswer.Whole(200, JsonBody.write(root));
    }

    /** @param echoes the prompts' texts, or none */
    static JsonAnswer text(AnswerHead head, List<String> echoes, int choicesPerPrompt, List<Choice> choices) {
        ObjectNode root = head.node();
        ArrayNode list = root.putArray("choices");
        UsageSum usage = new UsageSum(choicesPerPrompt);
        for (int i = 0; i < choices.size(); i++) {
            Choice choice = choices.get(i);
            String echo = echoes.isEmpty() ? "" : echoes.get(i / choicesPerPrompt);
            ObjectNode json = list.addObject().put("index", i).put("text", echo + choice.text());
            List<TokenLogprob> all = new ArrayList<>(choice.promptLogprobs());
            all.addAll(choice.logprobs());
            // Without the prompt's tokens the first one begins where the echo ends.
            int offset = choice.promptLogprobs().isEmpty() ? echo.length() : 0;
            logprobs(json, all, LogprobJson.text(all, offset));
            end(json, choice.finished(), usage);
        }
        root.set("usage", usage.json());
        return new JsonAnswer.Whole(200, JsonBody.write(root));
    }

    private static void logprobs(ObjectNode json, List<TokenLogprob> logprobs, byte[] written) {
        if (logprobs.isEmpty()) {
            json.putNull("logprobs");
        } else {
            json.putRawValue("logprobs", new RawValue(new String(written, StandardCharsets.UTF_8)));
        }
    }

    private static void end(ObjectNode json, GenerationEvent.Finished finished, UsageSum usage) {
        Finish finish = Finish.of(finished.reason());
        json.put("finish_reason", finish.reason());
        json.set("matched_stop", finish.matchedStop());
        usage.add(finished);
    }
}
