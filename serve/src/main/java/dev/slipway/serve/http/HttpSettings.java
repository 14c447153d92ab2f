package dev.slipway.serve.http;

import java.util.List;

/**
 * @param maxRequestBytes the largest body; a larger one is answered with 413
 * @param corsOrigins whose pages may call the server from a browser, {@code *} for all; none by default
 * @param documentation whether {@code /}, {@code /docs} and {@code /openapi.json} are served
 */
public record HttpSettings(long maxRequestBytes, List<String> corsOrigins, boolean documentation) {
    public static final HttpSettings DEFAULT = new HttpSettings(32L << 20, List.of(), true);

    public HttpSettings {
        corsOrigins = List.copyOf(corsOrigins);
        if (maxRequestBytes < 1) {
            throw new IllegalArgumentException("maxRequestBytes: " + maxRequestBytes + " (expected: >= 1)");
        }
    }
}
