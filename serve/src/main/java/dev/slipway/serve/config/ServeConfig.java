package dev.slipway.serve.config;

import dev.slipway.serve.dispatch.Limits;
import java.util.Optional;

/**
 * A valid configuration.
 *
 * @param contextLength most tokens of prompt and answer, if fewer than the model allows
 * @param incrementalStreaming whether streamed answers of SGLang's own operations tell only what is new
 * @param logsText whether requests' texts are logged
 * @param maxRequestBytes the largest body or message
 */
public record ServeConfig(
        Ports ports,
        Security security,
        Limits limits,
        long maxRequestBytes,
        Optional<String> servedModelName,
        boolean incrementalStreaming,
        boolean logsText) {
    /** Plain, on free ports of the loopback address: for tests and for programs that embed a server. */
    public static final ServeConfig LOCAL =
            new ServeConfig(Ports.ANY, Security.NONE, Limits.DEFAULT, 64L << 20, Optional.empty(), false, false);

    public ServeConfig withLimits(Limits other) {
        return new ServeConfig(
                ports, security, other, maxRequestBytes, servedModelName, incrementalStreaming, logsText);
    }

    public ServeConfig withPorts(Ports other) {
        return new ServeConfig(
                other, security, limits, maxRequestBytes, servedModelName, incrementalStreaming, logsText);
    }

    public ServeConfig withSecurity(Security other) {
        return new ServeConfig(ports, other, limits, maxRequestBytes, servedModelName, incrementalStreaming, logsText);
    }

    public ServeConfig withIncrementalStreaming(boolean other) {
        return new ServeConfig(ports, security, limits, maxRequestBytes, servedModelName, other, logsText);
    }

    public ServeConfig withMaxRequestBytes(long other) {
        return new ServeConfig(ports, security, limits, other, servedModelName, incrementalStreaming, logsText);
    }
}
