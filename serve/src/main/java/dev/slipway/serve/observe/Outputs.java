package dev.slipway.serve.observe;

import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where an observation goes besides the metrics.
 *
 * @param log takes lines without their ends, from one thread
 * @param traces an OTLP/HTTP receiver: {@code http://HOST:4318/v1/traces}
 * @param version the server's, told with each span
 */
public record Outputs(Optional<Consumer<String>> log, Optional<URI> traces, String version) {}
