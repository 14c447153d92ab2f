package dev.slipway.serve.config;

import java.util.Optional;

/**
 * How answers look.
 *
 * @param servedModelName what the model is called; none: by its own name
 * @param incrementalStreaming whether streamed answers of SGLang's own operations tell only what is new
 * @param streamsIncludeUsage whether OpenAI's streamed answers end with the usage when the request says nothing about it
 */
public record Presentation(
        Optional<String> servedModelName, boolean incrementalStreaming, boolean streamsIncludeUsage) {
    public static final Presentation DEFAULT = new Presentation(Optional.empty(), false, false);
}
