package dev.slipway.serve.config;

import java.net.URI;
import java.util.Optional;

/**
 * What a server tells of its requests besides its metrics.
 *
 * @param logsRequests whether each request that ends is a line in the log; never with its text
 * @param traces where spans are sent to, over OTLP/HTTP; none: no spans
 */
public record Telemetry(boolean logsRequests, Optional<URI> traces) {
    public static final Telemetry NONE = new Telemetry(false, Optional.empty());

    /** Where OpenTelemetry's collector listens for OTLP/HTTP by default. */
    static final String DEFAULT_TRACES = "http://localhost:4318/v1/traces";
}
