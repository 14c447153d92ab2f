package dev.slipway.engine.sandbox;

import dev.slipway.image.ImagePath;
import dev.slipway.plan.request.BuildRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The generated {@code /etc/hosts} and {@code /etc/resolv.conf} of a step. */
final class HostFiles {
    /** What BuildKit calls its sandboxes; build scripts have come to see it. */
    static final String HOSTNAME = "buildkitsandbox";

    static final ImagePath HOSTS = new ImagePath("/etc/hosts");
    static final ImagePath RESOLVERS = new ImagePath("/etc/resolv.conf");

    private HostFiles() {}

    static Path hosts(Path directory, String hostname, List<BuildRequest.ExtraHost> extra) throws IOException {
        StringBuilder text = new StringBuilder()
                .append("127.0.0.1\tlocalhost ")
                .append(hostname)
                .append("\n::1\tlocalhost ip6-localhost ip6-loopback\n");
        for (BuildRequest.ExtraHost host : extra) {
            text.append(host.address()).append('\t').append(host.name()).append('\n');
        }
        return write(directory.resolve("hosts"), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The machine's own, as the step has its network; empty where the machine has none. */
    static Path resolvers(Path directory) throws IOException {
        Path own = Path.of("/etc/resolv.conf");
        byte[] text = Files.isRegularFile(own) ? Files.readAllBytes(own) : new byte[0];
        return write(directory.resolve("resolv.conf"), text);
    }

    private static Path write(Path file, byte[] text) throws IOException {
        Files.write(file, text);
        Files.setAttribute(file, "unix:mode", 0644);
        return file;
    }
}
