package dev.slipway.engine.sandbox;

import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.step.StepException;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.request.BuildRequest.SandboxRules;
import dev.slipway.plan.request.BuildRequest.SshSource;
import java.io.File;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * SSH agents for a step. Each mount gets a socket of its own, with the owner and mode that it asks for, behind which the
 * user's agent answers; keys that are given as files are held by an {@code ssh-agent} that lives as long as the step.
 */
final class SshAgents {
    private static final long START_MILLIS = 5_000;

    private final SandboxRules rules;
    private final Scratch scratch;
    private final StepResources resources;
    private int number;

    SshAgents(SandboxRules rules, Scratch scratch, StepResources resources) {
        this.rules = rules;
        this.scratch = scratch;
        this.resources = resources;
    }

    /** The socket to mount; empty when no agent was given and none is required. */
    Optional<Path> serve(ExecSpec.Mount.Ssh mount) throws IOException, InterruptedException {
        SshSource source = rules.sshAgents().get(mount.id());
        if (source == null) {
            if (mount.required()) {
                throw missing(
                        "cannot run step: no SSH agent \"" + mount.id() + "\" (expected: one of that id)",
                        "give it: --ssh " + mount.id());
            }
            return Optional.empty();
        }
        Path directory = scratch.make("ssh" + number++);
        // The path of a socket takes 107 bytes; that of a descriptor is always short enough.
        OpenFile handle = OpenFile.open(Place.of(directory), OpenFile.PATH | OpenFile.DIRECTORY, 0);
        resources.hold(handle::close);
        Path near = Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + handle.number());
        Path agent = switch (source) {
            case SshSource.Agent given -> socket(mount.id(), given.socket());
            case SshSource.Keys keys -> agent(mount.id(), keys.files(), near);
        };
        SocketForwarder forwarder = new SocketForwarder(
                UnixDomainSocketAddress.of(near.resolve("socket")), UnixDomainSocketAddress.of(agent));
        resources.hold(forwarder);
        return Optional.of(directory.resolve("socket"));
    }

    private Path agent(String id, List<Path> files, Path near) throws IOException, InterruptedException {
        if (files.size() == 1 && isSocket(files.getFirst())) {
            return files.getFirst();
        }
        Path socket = near.resolve("agent");
        Process agent = start(id, "ssh-agent", "-D", "-a", socket.toString());
        resources.hold(agent::destroyForcibly);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
        while (!Files.exists(socket)) {
            if (!agent.isAlive() || System.nanoTime() > end) {
                throw missing(
                        "cannot serve SSH keys \"" + id + "\": ssh-agent did not start (expected: a socket in 5 s)",
                        "run it yourself and give its socket: --ssh " + id + "=SOCKET");
            }
            Thread.sleep(1);
        }
        for (Path file : files) {
            add(id, file, socket);
        }
        return socket;
    }

    private void add(String id, Path key, Path socket) throws IOException, InterruptedException {
        if (!Files.isReadable(key)) {
            throw missing(
                    "cannot read SSH key \"" + key + "\" (expected: a private key file, or the socket of an agent)",
                    "check --ssh " + id);
        }
        // From standard input: ssh-add would refuse a file that others may read.
        ProcessBuilder builder = new ProcessBuilder("ssh-add", "-q", "-");
        builder.environment().clear();
        builder.environment().put("SSH_AUTH_SOCK", socket.toString());
        builder.environment().put("SSH_ASKPASS_REQUIRE", "never");
        builder.redirectInput(key.toFile()).redirectErrorStream(true);
        Process process = Spawner.start(builder);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw missing(
                    "cannot use SSH key \"" + key + "\": " + said.strip() + " (expected: a key without a passphrase)",
                    "add it to an agent, and give that: --ssh " + id);
        }
    }

    private static Process start(String id, String... command) throws IOException {
        if (!Files.isExecutable(Path.of("/usr/bin", command[0]))) {
            throw missing(
                    "cannot serve SSH keys \"" + id + "\": no program \"" + command[0] + "\"",
                    "install it: apt-get install openssh-client");
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        return Spawner.start(builder);
    }

    private static Path socket(String id, Path path) {
        if (!isSocket(path)) {
            throw missing(
                    "cannot reach SSH agent \"" + id + "\": \"" + path + "\" is no socket (expected: an agent's)",
                    "start ssh-agent, and give its SSH_AUTH_SOCK");
        }
        return path;
    }

    private static boolean isSocket(Path path) {
        try {
            // S_IFSOCK of stat(2).
            return ((int) Files.getAttribute(path, "unix:mode") & 0170000) == 0140000;
        } catch (IOException e) {
            return false;
        }
    }

    private static StepException missing(String message, String hint) {
        return new StepException(StepException.Code.MISSING_SECRET, message, StepException.Facts.hint(hint));
    }
}
