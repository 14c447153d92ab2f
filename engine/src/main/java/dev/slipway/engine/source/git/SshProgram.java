package dev.slipway.engine.source.git;

import dev.slipway.engine.step.SourceException;
import dev.slipway.plan.request.BuildRequest.SshSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/**
 * Sessions through the machine's {@code ssh} with the agent or keys of {@code --ssh default}. The user's known hosts
 * decide whom to trust; nothing is ever asked.
 */
final class SshProgram extends SshSessionFactory {
    private final Map<String, SshSource> agents;
    private final Function<String, Optional<String>> environment;

    SshProgram(Map<String, SshSource> agents, Function<String, Optional<String>> environment) {
        this.agents = Map.copyOf(agents);
        this.environment = environment;
    }

    @Override
    public RemoteSession getSession(URIish uri, CredentialsProvider ignored, FS fs, int timeoutMillis) {
        SshSource source = agents.get("default");
        if (source == null) {
            throw new SourceException(
                    SourceException.Code.UNAUTHORIZED,
                    "cannot fetch \"" + uri + "\": no SSH agent or key was given (expected: --ssh default)",
                    "add --ssh default");
        }
        return new Session(uri, source);
    }

    @Override
    public String getType() {
        return "slipway-ssh";
    }

    /** Each command is a process of its own. */
    private final class Session implements RemoteSession2 {
        private final URIish uri;
        private final SshSource source;

        Session(URIish uri, SshSource source) {
            this.uri = uri;
            this.source = source;
        }

        @Override
        public Process exec(String command, int timeoutSeconds) throws IOException {
            return exec(command, Map.of(), timeoutSeconds);
        }

        @Override
        public Process exec(String command, Map<String, String> variables, int timeoutSeconds) throws IOException {
            List<String> line = new ArrayList<>(List.of(program(), "-o", "BatchMode=yes"));
            variables.keySet().forEach(name -> line.addAll(List.of("-o", "SendEnv=" + name)));
            if (uri.getPort() > 0) {
                line.addAll(List.of("-p", Integer.toString(uri.getPort())));
            }
            if (source instanceof SshSource.Keys(List<Path> files)) {
                line.addAll(List.of("-o", "IdentitiesOnly=yes"));
                files.forEach(file -> line.addAll(List.of("-i", file.toString())));
            }
            line.add("--");
            line.add(uri.getUser() == null ? uri.getHost() : uri.getUser() + "@" + uri.getHost());
            line.add(command);
            ProcessBuilder process = new ProcessBuilder(line);
            process.environment().putAll(variables);
            process.environment().remove("SSH_AUTH_SOCK");
            if (source instanceof SshSource.Agent(Path socket)) {
                process.environment().put("SSH_AUTH_SOCK", socket.toString());
            }
            return process.start();
        }

        @Override
        public void disconnect() {
            // The process ends when JGit closes its streams.
        }
    }

    private String program() {
        for (String directory :
                environment.apply("PATH").orElse("/usr/bin:/bin").split(":")) {
            Path ssh = Path.of(directory.isEmpty() ? "." : directory, "ssh");
            if (java.nio.file.Files.isExecutable(ssh)) {
                return ssh.toString();
            }
        }
        throw new SourceException(
                SourceException.Code.MISSING_TOOL,
                "cannot use an SSH address: no program \"ssh\" (expected: one on PATH)",
                "install the package openssh-client");
    }
}
