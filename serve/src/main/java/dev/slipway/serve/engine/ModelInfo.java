package dev.slipway.serve.engine;

import java.util.Map;
import java.util.Set;

/**
 * The model that an engine serves.
 *
 * @param name what callers name it by (the last part of its path, if nothing else is set)
 * @param path where it was loaded from, or the address of the engine behind
 * @param contextLength most tokens of prompt and answer together
 * @param isGeneration false for a model that only embeds
 * @param capabilities what requests may ask for
 * @param details whatever else {@code get_model_info} should tell, by SGLang's names ({@code model_type}, ...)
 */
public record ModelInfo(
        String name,
        String path,
        int contextLength,
        boolean isGeneration,
        Set<Capability> capabilities,
        Map<String, String> details) {
    public ModelInfo {
        capabilities = Set.copyOf(capabilities);
        details = Map.copyOf(details);
    }

    /** What not every engine can do; a request for what is missing is refused by name. */
    public enum Capability {
        /** Token ids as prompt, told with answers, and answers that are taken up again ({@link Prompt.Continued}). */
        TOKENS,
        /** The same for chats. */
        CHAT_TOKENS,
        EMBEDDINGS,
        LOGPROBS,
        JSON_SCHEMA,
        REGEX
    }
}
