package dev.slipway.serve.openai;

import java.time.InstantSource;
import java.util.Optional;

/**
 * @param servedModelName what the model is called in requests and answers; the engine's own name when absent
 * @param streamIncludeUsageByDefault whether streamed answers end with a usage chunk when the request says nothing
 *     about it
 * @param clock the source of {@code created}
 */
public record OpenAiSettings(
        Optional<String> servedModelName, boolean streamIncludeUsageByDefault, InstantSource clock) {
    public static final OpenAiSettings DEFAULT = new OpenAiSettings(Optional.empty(), false, InstantSource.system());
}
