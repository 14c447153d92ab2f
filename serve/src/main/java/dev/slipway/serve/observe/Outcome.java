package dev.slipway.serve.observe;

import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.ServeException;
import java.util.Locale;
import java.util.Optional;

/** How a request ended. */
sealed interface Outcome {
    /**
     * By itself.
     *
     * @param reason {@code stop}, {@code length} or {@code tool_calls}; empty for what is no generation
     */
    record Finished(Optional<String> reason) implements Outcome {}

    /** By somebody else: Abort, a pause. */
    record Aborted() implements Outcome {}

    /** Its caller left. */
    record Cancelled() implements Outcome {}

    record Failed(ServeException.Code code) implements Outcome {}

    /** {@code finished}, {@code aborted}, {@code cancelled} or {@code failed}. */
    default String label() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    static Outcome of(FinishReason reason) {
        return switch (reason) {
            case FinishReason.StopText _, FinishReason.StopToken _ -> new Finished(Optional.of("stop"));
            // An embedding has no tokens that could end it.
            case FinishReason.Length length ->
                new Finished(length.tokens() == 0 ? Optional.empty() : Optional.of("length"));
            case FinishReason.ToolCalls _ -> new Finished(Optional.of("tool_calls"));
            case FinishReason.Abort _ -> new Aborted();
        };
    }
}
