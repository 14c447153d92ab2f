package dev.slipway.serve.engine;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a request belongs and which trace it is part of. An engine that cannot honour a part that is there refuses it
 * by name, except {@code routingKey} and {@code traceHeaders}, which are hints.
 */
public record RequestRouting(
        Optional<String> loraPath,
        Optional<String> routingKey,
        OptionalInt dataParallelRank,
        Optional<Disaggregated> disaggregated,
        Map<String, String> traceHeaders) {
    public static final RequestRouting NONE =
            new RequestRouting(Optional.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty(), Map.of());

    public RequestRouting {
        traceHeaders = Map.copyOf(traceHeaders);
    }

    public RequestRouting withTraceHeaders(Map<String, String> other) {
        return new RequestRouting(loraPath, routingKey, dataParallelRank, disaggregated, other);
    }

    /** Where prefill and decode of one request meet. */
    public record Disaggregated(String bootstrapHost, int bootstrapPort, long bootstrapRoom) {}
}
