package dev.slipway.cli.differential;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** The distribution's registry program on a loopback port. */
public final class LocalRegistry implements AutoCloseable {
    private final Process process;
    private final int port;
    private final Path log;

    private LocalRegistry(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Starts one that keeps its blobs below {@code directory}. */
    public static LocalRegistry start(Path directory) throws IOException, InterruptedException {
        return start(directory, "");
    }

    /** @param login a line of an htpasswd file (bcrypt) that everyone has to log in with; empty for none */
    public static LocalRegistry start(Path directory, String login) throws IOException, InterruptedException {
        int port;
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        Path config = directory.resolve("config.yml");
        Files.writeString(config, """
                version: 0.1
                log: {level: error}
                storage:
                  filesystem: {rootdirectory: %s}
                  delete: {enabled: true}
                http: {addr: "127.0.0.1:%d"}
                %s
                """.formatted(
                directory.resolve("data"),
                port,
                login.isEmpty() ? "" : "auth: {htpasswd: {realm: test, path: " + directory.resolve("users") + "}}"));
        Files.writeString(directory.resolve("users"), login + "\n");
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        for (int attempt = 0; attempt < 100; attempt++) {
            if (answers(port)) {
                return new LocalRegistry(process, port, log);
            }
            Thread.sleep(50);
        }
        process.destroyForcibly();
        throw new AssertionError("docker-registry does not answer: " + Files.readString(log));
    }

    private static boolean answers(int port) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/v2/").toURL().openConnection();
            int status = connection.getResponseCode();
            return status == 200 || status == 401;
        } catch (IOException e) {
            return false;
        }
    }

    /** What was asked so far, as {@code METHOD /path?query}, answers of failure included. */
    public List<String> requests() throws IOException {
        // A request is logged when it has been answered, so the last one's line may come after its answer.
        LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
        return Pattern.compile("\"([A-Z]+ /v2/\\S*) HTTP")
                .matcher(Files.readString(log))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    public String host() {
        return "127.0.0.1:" + port;
    }

    public String name(String repositoryAndTag) {
        return "127.0.0.1:" + port + "/" + repositoryAndTag;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
