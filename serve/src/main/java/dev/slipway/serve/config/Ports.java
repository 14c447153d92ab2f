package dev.slipway.serve.config;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Where a server listens. 0 is any free port, found when it starts.
 *
 * @param http the HTTP port
 * @param grpc the gRPC port; none: no gRPC
 * @param metrics a port for {@code /metrics} alone; none: on the HTTP port
 * @param nccl a port of the engine's own that none of the others may be
 */
public record Ports(String host, int http, OptionalInt grpc, OptionalInt metrics, OptionalInt nccl) {
    /** How far the gRPC port is from the HTTP port, if it is not set. */
    public static final int GRPC_OFFSET = 10_000;

    public static final Ports ANY =
            new Ports("127.0.0.1", 0, OptionalInt.of(0), OptionalInt.empty(), OptionalInt.empty());

    /** What is wrong: a port twice. Free ports are asked about once they are known. */
    public List<String> conflicts() {
        List<String> problems = new ArrayList<>();
        conflict(problems, "grpc-port", grpc, "port", OptionalInt.of(http));
        conflict(problems, "grpc-port", grpc, "metrics-http-port", metrics);
        conflict(problems, "grpc-port", grpc, "nccl-port", nccl);
        conflict(problems, "metrics-http-port", metrics, "port", OptionalInt.of(http));
        conflict(problems, "metrics-http-port", metrics, "nccl-port", nccl);
        conflict(problems, "nccl-port", nccl, "port", OptionalInt.of(http));
        return problems;
    }

    private static void conflict(
            List<String> problems, String name, OptionalInt port, String other, OptionalInt otherPort) {
        if (port.isPresent() && port.equals(otherPort) && port.getAsInt() != 0) {
            problems.add("--" + name + ": " + port.getAsInt() + " (expected: another port than --" + other + ")");
        }
    }

    /** Whether that port is asked for by number. */
    public boolean names(int port) {
        return port == http
                || grpc.equals(OptionalInt.of(port))
                || metrics.equals(OptionalInt.of(port))
                || nccl.equals(OptionalInt.of(port));
    }
}
