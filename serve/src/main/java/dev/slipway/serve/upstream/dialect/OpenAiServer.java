package dev.slipway.serve.upstream.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Servers that speak OpenAI's API, each with members of its own in a request, by SGLang's names. */
public enum OpenAiServer {
    VLLM(
            "vLLM",
            Map.of(
                    "top_k", "top_k",
                    "min_p", "min_p",
                    "repetition_penalty", "repetition_penalty",
                    "min_new_tokens", "min_tokens",
                    "stop_token_ids", "stop_token_ids",
                    "ignore_eos", "ignore_eos")),
    LLAMACPP(
            "llama.cpp",
            Map.of(
                    "top_k",
                    "top_k",
                    "min_p",
                    "min_p",
                    "repetition_penalty",
                    "repeat_penalty",
                    "ignore_eos",
                    "ignore_eos")),
    TENSORRT_LLM(
            "TensorRT-LLM",
            Map.of(
                    "top_k", "top_k",
                    "min_p", "min_p",
                    "repetition_penalty", "repetition_penalty",
                    "min_new_tokens", "min_tokens",
                    "stop_token_ids", "stop_token_ids",
                    "ignore_eos", "ignore_eos")),
    OPENAI("the OpenAI-compatible upstream", Map.of());

    private final String shown;
    private final Map<String, String> members;

    OpenAiServer(String shown, Map<String, String> members) {
        this.shown = shown;
        this.members = members;
    }

    /** For messages. */
    String shown() {
        return shown;
    }

    /** By what a server says of who owns its models. */
    public static OpenAiServer ownedBy(String owner) {
        return switch (owner) {
            case "vllm" -> VLLM;
            case "llamacpp" -> LLAMACPP;
            case "tensorrt_llm" -> TENSORRT_LLM;
            default -> OPENAI;
        };
    }

    /** Whether token ids may stand for a prompt. */
    boolean takesIds() {
        return this != OPENAI;
    }

    public boolean takesRegex() {
        return this == VLLM || this == TENSORRT_LLM;
    }

    boolean has(String parameter) {
        return members.containsKey(parameter);
    }

    /** The {@code top_k} that leaves out no token. */
    int allTokens() {
        return this == VLLM ? -1 : 0;
    }

    /** @throws dev.slipway.serve.engine.ServeException UNIMPLEMENTED when it has none */
    String member(String parameter) {
        String member = members.get(parameter);
        if (member == null) {
            throw RequestBodies.unknown(parameter, shown);
        }
        return member;
    }

    /** vLLM's form is that of 0.11 and later. */
    void regex(ObjectNode body, String pattern) {
        switch (this) {
            case VLLM -> body.putObject("structured_outputs").put("regex", pattern);
            case TENSORRT_LLM ->
                body.putObject("response_format").put("type", "regex").put("regex", pattern);
            case LLAMACPP, OPENAI -> throw RequestBodies.unknown("regex", shown);
        }
    }
}
