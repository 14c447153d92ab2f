package dev.slipway.serve.config;

import dev.slipway.serve.dispatch.Limits;
import java.util.Optional;

/**
 * A valid configuration.
 *
 * @param engine what answers; none when the program that embeds the server brings its own
 * @param maxRequestBytes the largest body or message
 * @param presentation how its answers look
 * @param telemetry what it tells of its requests
 */
public record ServeConfig(
        Optional<EngineChoice> engine,
        Ports ports,
        Security security,
        Limits limits,
        long maxRequestBytes,
        Presentation presentation,
        Telemetry telemetry) {
    /** Plain, on free ports of the loopback address: for tests and for programs that embed a server. */
    public static final ServeConfig LOCAL = new ServeConfig(
            Optional.empty(),
            Ports.ANY,
            Security.NONE,
            Limits.DEFAULT,
            64L << 20,
            Presentation.DEFAULT,
            Telemetry.NONE);

    public ServeConfig withLimits(Limits other) {
        return new ServeConfig(engine, ports, security, other, maxRequestBytes, presentation, telemetry);
    }

    public ServeConfig withPorts(Ports other) {
        return new ServeConfig(engine, other, security, limits, maxRequestBytes, presentation, telemetry);
    }

    public ServeConfig withSecurity(Security other) {
        return new ServeConfig(engine, ports, other, limits, maxRequestBytes, presentation, telemetry);
    }

    public ServeConfig withPresentation(Presentation other) {
        return new ServeConfig(engine, ports, security, limits, maxRequestBytes, other, telemetry);
    }

    public ServeConfig withMaxRequestBytes(long other) {
        return new ServeConfig(engine, ports, security, limits, other, presentation, telemetry);
    }

    public ServeConfig withTelemetry(Telemetry other) {
        return new ServeConfig(engine, ports, security, limits, maxRequestBytes, presentation, other);
    }
}
