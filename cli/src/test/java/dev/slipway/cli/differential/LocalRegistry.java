package dev.slipway.cli.differential;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The distribution's registry program on a loopback port. */
public final class LocalRegistry implements AutoCloseable {
    private final Process process;
    private final int port;

    private LocalRegistry(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one that keeps its blobs below {@code directory}. */
    public static LocalRegistry start(Path directory) throws IOException, InterruptedException {
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
                """.formatted(directory.resolve("data"), port));
        Process process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        for (int attempt = 0; attempt < 100; attempt++) {
            if (answers(port)) {
                return new LocalRegistry(process, port);
            }
            Thread.sleep(50);
        }
        process.destroyForcibly();
        throw new AssertionError("docker-registry does not answer: " + Files.readString(directory.resolve("log")));
    }

    private static boolean answers(int port) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/v2/").toURL().openConnection();
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    public String name(String repositoryAndTag) {
        return "127.0.0.1:" + port + "/" + repositoryAndTag;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
