package dev.slipway.serve.engine;

/** Why a choice ended. */
public sealed interface FinishReason {
    /** A stop text was generated; it is not part of the answer. */
    record StopText(String matched) implements FinishReason {}

    /** The model's end token, or one of the request's stop tokens. -1 when the engine behind does not tell which. */
    record StopToken(int matched) implements FinishReason {}

    /** As many tokens as were allowed, or the context is full. */
    record Length(int tokens) implements FinishReason {}

    /** The model asks for a tool. */
    record ToolCalls() implements FinishReason {}

    /** Ended from outside: by Abort, by a pause, by a shutdown. */
    record Abort(String message) implements FinishReason {}
}
