package dev.slipway.serve.openai;

import dev.slipway.serve.api.Members;
import dev.slipway.serve.engine.InferenceEngine;
import dev.slipway.serve.engine.ModelInfo;
import dev.slipway.serve.engine.ServeException;
import java.util.Optional;

/**
 * The names that the served model goes by. {@code name:adapter} is the model with a LoRA adapter, as SGLang has it; no
 * name, and {@code default}, is the model itself.
 */
record ModelNames(InferenceEngine engine, OpenAiSettings settings) {
    private static final String DEFAULT = "default";

    /** The name in answers. */
    String served() {
        return settings.servedModelName().orElseGet(() -> engine.model().name());
    }

    boolean isServed(String name) {
        ModelInfo model = engine.model();
        return name.equals(DEFAULT) || name.equals(served()) || name.equals(model.name()) || name.equals(model.path());
    }

    /** The adapter that the request's model names, after it was made sure that the model is this one. */
    Optional<String> adapter(Members body) {
        Optional<String> given = body.text("model");
        if (given.isEmpty() || isServed(given.get())) {
            return Optional.empty();
        }
        String name = given.get();
        int colon = name.lastIndexOf(':');
        if (colon > 0 && colon < name.length() - 1 && isServed(name.substring(0, colon))) {
            return Optional.of(name.substring(colon + 1));
        }
        throw unknown(name);
    }

    ServeException unknown(String name) {
        return new ServeException(
                ServeException.Code.NOT_FOUND,
                "model: \"" + SamplingReader.shortened(name) + "\" is not served here (expected: \"" + served()
                        + "\")");
    }
}
