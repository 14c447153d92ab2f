package dev.slipway.serve.config;

import dev.slipway.serve.dispatch.Limits;
import java.util.Optional;

/**
 * A valid configuration.
 *
 * @param engine what answers; none when the program that embeds the server brings its own
 * @param incrementalStreaming whether streamed answers of SGLang's own operations tell only what is new
 * @param maxRequestBytes the largest body or message
 * @param telemetry what it tells of its requests
 */
public record ServeConfig(
        Optional<EngineChoice> engine,
        Ports ports,
        Security security,
        Limits limits,
        long maxRequestBytes,
        Optional<String> servedModelName,
        boolean incrementalStreaming,
        Telemetry telemetry) {
    /** Plain, on free ports of the loopback address: for tests and for programs that embed a server. */
    public static final ServeConfig LOCAL = new ServeConfig(
            Optional.empty(),
            Ports.ANY,
            Security.NONE,
            Limits.DEFAULT,
            64L << 20,
            Optional.empty(),
            false,
            Telemetry.NONE);

    public ServeConfig withLimits(Limits other) {
        return new ServeConfig(
                engine, ports, security, other, maxRequestBytes, servedModelName, incrementalStreaming, telemetry);
    }

    public ServeConfig withPorts(Ports other) {
        return new ServeConfig(
                engine, other, security, limits, maxRequestBytes, servedModelName, incrementalStreaming, telemetry);
    }

    public ServeConfig withSecurity(Security other) {
        return new ServeConfig(
                engine, ports, other, limits, maxRequestBytes, servedModelName, incrementalStreaming, telemetry);
    }

    public ServeConfig withIncrementalStreaming(boolean other) {
        return new ServeConfig(engine, ports, security, limits, maxRequestBytes, servedModelName, other, telemetry);
    }

    public ServeConfig withMaxRequestBytes(long other) {
        return new ServeConfig(
                engine, ports, security, limits, other, servedModelName, incrementalStreaming, telemetry);
    }

    public ServeConfig withTelemetry(Telemetry other) {
        return new ServeConfig(
                engine, ports, security, limits, maxRequestBytes, servedModelName, incrementalStreaming, other);
    }
}
