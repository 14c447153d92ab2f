package dev.slipway.serve.engine;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What operators ask of an engine. Methods return at once; see {@link InferenceEngine}. */
public interface EngineAdmin {
    /** What the engine has to do now. */
    EngineLoad load();

    /** Forgets cached prompts; false, and nothing done, while requests run. */
    CompletionStage<Boolean> flushCache();

    /** Begins to record a profile into the directory; FAILED_PRECONDITION when one is being recorded. */
    CompletionStage<String> startProfile(Optional<Path> directory);

    /** Ends the profile and says where it is; FAILED_PRECONDITION when none is being recorded. */
    CompletionStage<String> stopProfile();

    /**
     * Serves another model, or the same read again, without refusing a request: those that run end on the old weights,
     * new ones wait for the new. On failure the old weights stay.
     *
     * @param loadFormat {@code auto} and the engine's own formats
     */
    CompletionStage<Void> updateWeights(String modelPath, Optional<String> loadFormat);
}
