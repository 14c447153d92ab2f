package dev.slipway.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.serve.api.Call;
import dev.slipway.serve.api.Members;
import dev.slipway.serve.engine.ChatPrompt;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.LogprobOptions;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.ServeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The body of a chat completion. */
record ChatRequest(GenerateRequest request, StreamChoice stream) {
    static ChatRequest read(Members body, Call call, ModelNames models) {
        RefusedMembers.checkChat(body);
        String most = body.node("max_completion_tokens") != null ? "max_completion_tokens" : "max_tokens";
        SamplingParams sampling = SamplingReader.read(body, most, SamplingParams.Ending.UNLIMITED);
        ChatPrompt chat = new ChatPrompt(messages(body), options(body));
        return new ChatRequest(
                new GenerateRequest(
                        RequestHead.rids(body, call, "chatcmpl", 1).getFirst(),
                        new Prompt.Chat(chat),
                        sampling,
                        logprobs(body),
                        RequestHead.routing(body, call, models.adapter(body))),
                StreamChoice.read(body, models.settings()));
    }

    private static LogprobOptions logprobs(Members body) {
        boolean wanted = body.flag("logprobs", false);
        int top = body.integer("top_logprobs").orElse(0);
        if (top < 0 || top > 20) {
            throw ServeException.invalid("top_logprobs: " + top + " (expected: 0 to 20)");
        }
        if (top > 0 && !wanted) {
            throw ServeException.invalid("top_logprobs: " + top + " (expected: absent, as logprobs is not true)");
        }
        return wanted ? new LogprobOptions(true, top, -1, true) : LogprobOptions.NONE;
    }

    private static List<ChatPrompt.Message> messages(Members body) {
        JsonNode node = body.node("messages");
        if (node == null || !node.isArray()) {
            throw node == null
                    ? ServeException.invalid("messages: absent (expected: a list of messages)")
                    : Members.wrong("messages", node, "a list of messages");
        }
        List<ChatPrompt.Message> messages = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            messages.add(message("messages[" + i + "]", node.get(i)));
        }
        return messages;
    }

    private static ChatPrompt.Message message(String name, JsonNode node) {
        if (!node.isObject()) {
            throw Members.wrong(name, node, "an object with role and content");
        }
        JsonNode role = node.path("role");
        if (!role.isTextual() || role.textValue().isEmpty()) {
            throw ServeException.invalid(
                    name + ".role: no text (expected: system, developer, user, assistant or tool)");
        }
        JsonNode content = node.path("content");
        boolean none = content.isMissingNode() || content.isNull();
        if (none && !role.textValue().equals("assistant")) {
            throw ServeException.invalid(name + ".content: absent (expected: a text or a list of parts)");
        }
        if (!none && !content.isTextual() && !content.isArray()) {
            throw Members.wrong(name + ".content", content, "a text or a list of parts");
        }
        return new ChatPrompt.Message(role.textValue(), node);
    }

    /** Only what asks for something: an engine refuses an option that it does not know. */
    private static Map<String, JsonNode> options(Members body) {
        Map<String, JsonNode> options = new HashMap<>();
        JsonNode tools = body.node("tools");
        if (tools != null && !tools.isArray()) {
            throw Members.wrong("tools", tools, "a list of tools");
        }
        boolean hasTools = tools != null && !tools.isEmpty();
        if (hasTools) {
            options.put("tools", tools);
            put(options, body, "tool_choice");
            if (!body.flag("parallel_tool_calls", true)) {
                put(options, body, "parallel_tool_calls");
            }
        }
        body.members("chat_template_kwargs")
                .filter(given -> !given.object().isEmpty())
                .ifPresent(given -> options.put("chat_template_kwargs", given.object()));
        put(options, body, "reasoning_effort");
        if (body.flag("continue_final_message", false)) {
            put(options, body, "continue_final_message");
        }
        for (String name : List.of("separate_reasoning", "stream_reasoning")) {
            if (!body.flag(name, true)) {
                put(options, body, name);
            }
        }
        return options;
    }

    private static void put(Map<String, JsonNode> options, Members body, String name) {
        JsonNode value = body.node(name);
        if (value != null) {
            options.put(name, value);
        }
    }
}
