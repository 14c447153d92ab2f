package dev.slipway.serve.dispatch;

import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.TokenUsage;
import java.util.Map;

/** Told what happens to one request, for metrics, logs and traces. Called from any thread; must not block. */
public interface RequestWatch {
    RequestWatch NONE = new RequestWatch() {};

    /**
     * The headers with which the request goes on to the engine.
     *
     * @param given those of the trace that the caller's request is part of
     */
    default Map<String, String> onward(Map<String, String> given) {
        return given;
    }

    /** It got a slot; again after a pause that took it away. */
    default void started() {}

    /** {@code count} more tokens of a choice (from 0) came, the first ones among them. */
    default void tokens(int choice, int count) {}

    default void finished(FinishReason reason, TokenUsage usage) {}

    default void failed(ServeException failure) {}

    /** The caller left. */
    default void cancelled() {}

    /** After all else, once. */
    default void ended() {}
}
