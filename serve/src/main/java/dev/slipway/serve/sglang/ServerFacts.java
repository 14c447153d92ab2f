package dev.slipway.serve.sglang;

import java.util.Map;
import java.util.Optional;

/**
 * What the server tells of itself.
 *
 * @param servedModelName the name that callers use, if it is not the model's own
 * @param incrementalStreaming whether streamed answers of SGLang's own operations tell only what is new
 * @param arguments what it was started with, by SGLang's names, secrets left out
 */
public record ServerFacts(
        String version, Optional<String> servedModelName, boolean incrementalStreaming, Map<String, Object> arguments) {
    public ServerFacts {
        arguments = Map.copyOf(arguments);
    }
}
