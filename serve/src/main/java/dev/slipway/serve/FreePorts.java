package dev.slipway.serve;

import dev.slipway.serve.config.ConfigException;
import dev.slipway.serve.config.Ports;
import dev.slipway.serve.engine.ServeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.OptionalInt;

/** Gives numbers to the ports that may be any free one, none of which is then another port of the server's. */
final class FreePorts {
    private FreePorts() {}

    static Ports resolve(Ports wanted) {
        Ports ports = wanted;
        if (ports.http() == 0) {
            ports = new Ports(ports.host(), free(ports), ports.grpc(), ports.metrics(), ports.nccl());
        }
        if (ports.grpc().equals(OptionalInt.of(0))) {
            ports = new Ports(ports.host(), ports.http(), OptionalInt.of(free(ports)), ports.metrics(), ports.nccl());
        }
        if (ports.metrics().equals(OptionalInt.of(0))) {
            ports = new Ports(ports.host(), ports.http(), ports.grpc(), OptionalInt.of(free(ports)), ports.nccl());
        }
        List<String> conflicts = ports.conflicts();
        if (!conflicts.isEmpty()) {
            throw new ConfigException(conflicts);
        }
        return ports;
    }

    private static int free(Ports taken) {
        for (int attempt = 0; attempt < 100; attempt++) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getByName(taken.host()), 0));
                if (!taken.names(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                throw new ServeException(
                        ServeException.Code.UNAVAILABLE,
                        "cannot listen on \"" + taken.host() + "\": " + e.getMessage()
                                + " (expected: an address of this machine)",
                        e);
            }
        }
        throw new ServeException(ServeException.Code.UNAVAILABLE, "cannot find a free port on " + taken.host());
    }
}
