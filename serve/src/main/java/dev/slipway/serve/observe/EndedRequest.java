package dev.slipway.serve.observe;

import dev.slipway.serve.api.Call;
import dev.slipway.serve.engine.TokenUsage;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * A request that is over.
 *
 * @param model the name that callers know it by
 * @param usage all choices together; the prompt once
 */
record EndedRequest(
        Call call, String rid, String model, Instant begun, Times times, TokenUsage usage, Outcome outcome) {
    /**
     * Nanoseconds from the beginning.
     *
     * @param started until it got a slot; none when it never did
     * @param firstToken none when there was none
     */
    record Times(OptionalLong started, OptionalLong firstToken, long total) {}

    Instant at(long nanos) {
        return begun.plusNanos(nanos);
    }
}
