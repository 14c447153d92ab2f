package dev.slipway.cli.differential;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Docker engine with a current BuildKit, from a Debian suite's packages ({@code bench/peers/docker-peer}). Its root
 * directory is made once and kept below {@code SLIPWAY_PEERS}, by default the user's cache directory.
 */
public final class DockerPeer implements AutoCloseable {
    private static final Path SCRIPT =
            Path.of("../bench/peers/docker-peer").toAbsolutePath().normalize();

    private final Path state;

    private DockerPeer(Path state) {
        this.state = state;
    }

    /** Starts one whose builds see {@code shared}. */
    public static DockerPeer start(Path shared) throws IOException {
        Path cache = Path.of(System.getenv()
                .getOrDefault("SLIPWAY_PEERS", System.getProperty("user.home") + "/.cache/slipway-peers"));
        Files.createDirectories(cache);
        Path root = make(cache);
        Path state = Files.createDirectories(shared.resolve("dockerd"));
        Programs.Result started = Programs.run(
                Map.of("SLIPWAY_PEER_SHARE", shared.toString()),
                List.of(SCRIPT.toString(), "start", root.toString(), state.toString()));
        if (started.exitCode() != 0) {
            throw new AssertionError("no peer: " + started.output());
        }
        return new DockerPeer(state);
    }

    /** The unreleased suite has the newest BuildKit; when it cannot be installed today, the stable one serves. */
    private static Path make(Path cache) {
        Programs.Result last = null;
        for (String suite : List.of("sid", "trixie")) {
            Path root = cache.resolve(suite);
            last = Programs.run(Map.of(), List.of(SCRIPT.toString(), "make", suite, root.toString()));
            if (last.exitCode() == 0) {
                return root;
            }
        }
        throw new AssertionError("no peer could be installed: " + last.output());
    }

    /** {@code docker buildx build}, plain progress. */
    public Programs.Result build(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                SCRIPT.toString(),
                "run",
                state.toString(),
                "docker",
                "buildx",
                "build",
                "--progress=plain",
                "--provenance=false",
                // The engine has no bridge here; a sandbox without a CNI plug-in shares the host's network as well.
                "--network=host",
                "--allow=network.host"));
        command.addAll(arguments);
        return Programs.run(Map.of(), command);
    }

    /** Any command beside the daemon. */
    public Programs.Result run(String... command) {
        List<String> all = new ArrayList<>(List.of(SCRIPT.toString(), "run", state.toString()));
        all.addAll(List.of(command));
        return Programs.run(Map.of(), all);
    }

    @Override
    public void close() {
        Programs.run(Map.of(), List.of(SCRIPT.toString(), "stop", state.toString()));
    }
}
