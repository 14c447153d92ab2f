package dev.slipway.serve.api;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One call of either protocol, as an operation sees it.
 *
 * @param operation the operation's name in metrics, logs and traces: that of the RPC ({@code TextGenerate}, {@code
 *     ChatComplete}, ...), over HTTP too
 * @param protocol where it came in
 * @param timeout the caller's limit of time
 * @param traceHeaders {@code traceparent} and the like, names in lower case
 */
public record Call(String operation, Protocol protocol, Optional<Duration> timeout, Map<String, String> traceHeaders) {
    public Call {
        traceHeaders = Map.copyOf(traceHeaders);
    }

    /** The protocols of a server. */
    public enum Protocol {
        GRPC,
        HTTP
    }
}
