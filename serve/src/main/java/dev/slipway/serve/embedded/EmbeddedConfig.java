package dev.slipway.serve.embedded;

import dev.slipway.serve.engine.ServeException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the embedded engine serves and with how much of the machine.
 *
 * @param model a GGUF file, or a directory with one
 * @param name what callers name the model by; by default the file's name without {@code .gguf}
 * @param contextLength most tokens of prompt and answer; by default what the model was trained for, at most 4096
 * @param slots requests that run at once, each with room for a whole context
 * @param threads that compute, 1 or more
 */
public record EmbeddedConfig(Path model, Optional<String> name, OptionalInt contextLength, int slots, int threads) {
    static final int DEFAULT_CONTEXT = 4096;
    private static final int MOST_SLOTS = 256;

    public EmbeddedConfig {
        if (slots < 1 || slots > MOST_SLOTS) {
            throw ServeException.invalid("slots: " + slots + " (expected: 1 to " + MOST_SLOTS + ")");
        }
        if (threads < 1 || threads > 512) {
            throw ServeException.invalid("threads: " + threads + " (expected: 1 to 512)");
        }
        if (contextLength.isPresent() && contextLength.getAsInt() < 8) {
            throw ServeException.invalid("context_length: " + contextLength.getAsInt() + " (expected: 8 or more)");
        }
    }

    /** Eight requests at once, on all processors but one, which is left to those who read and write. */
    public static EmbeddedConfig of(Path model) {
        return new EmbeddedConfig(
                model,
                Optional.empty(),
                OptionalInt.empty(),
                8,
                Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
    }

    public EmbeddedConfig withModel(Path other) {
        return new EmbeddedConfig(other, name, contextLength, slots, threads);
    }

    public EmbeddedConfig withSlots(int other) {
        return new EmbeddedConfig(model, name, contextLength, other, threads);
    }

    public EmbeddedConfig withThreads(int other) {
        return new EmbeddedConfig(model, name, contextLength, slots, other);
    }

    public EmbeddedConfig withContextLength(int tokens) {
        return new EmbeddedConfig(model, name, OptionalInt.of(tokens), slots, threads);
    }
}
