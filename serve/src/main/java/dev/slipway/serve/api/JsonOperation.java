package dev.slipway.serve.api;

import java.util.concurrent.CompletionStage;

/** An operation whose request and answer are JSON. Failures are {@code ServeException}s in the stage. */
@FunctionalInterface
public interface JsonOperation {
    CompletionStage<JsonAnswer> answer(byte[] body, Call call);
}
