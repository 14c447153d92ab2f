package dev.slipway.cli.differential;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** What ADD fetches from in the corpus: the context over HTTP, and a git repository over git's own protocol, on loopback. */
final class FileServers implements AutoCloseable {
    private final HttpServer http;
    private final Process git;
    private final int gitPort;

    private FileServers(HttpServer http, Process git, int gitPort) {
        this.http = http;
        this.git = git;
        this.gitPort = gitPort;
    }

    /** @param scratch where the repository is made */
    static FileServers start(Path context, Path scratch) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> serve(context, exchange));
        http.start();
        Path repositories = Files.createDirectories(scratch.resolve("git"));
        Path repository = Files.createDirectories(repositories.resolve("tool.git"));
        String script = """
                cd '%s' && git init -q -b main . && git config user.name t && git config user.email t@t.test
                mkdir -p sub/deep && echo one > one && echo run > run.sh && chmod 755 run.sh && echo two > sub/deep/two && ln -s one link
                export GIT_AUTHOR_DATE='2026-01-02T03:04:05Z' GIT_COMMITTER_DATE='2026-01-02T03:04:05Z'
                git add . && git commit -qm first && git tag v1 && echo newer > one && git commit -qam second
                touch .git/git-daemon-export-ok
                """.formatted(repository);
        Programs.check("sh", "-ec", script);
        int port;
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        Process git = new ProcessBuilder(
                        "git",
                        "daemon",
                        "--reuseaddr",
                        "--listen=127.0.0.1",
                        "--port=" + port,
                        "--base-path=" + repositories)
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("git.log").toFile())
                .start();
        return new FileServers(http, git, port);
    }

    private static void serve(Path context, HttpExchange exchange) throws IOException {
        Path file = context.resolve(exchange.getRequestURI().getPath().substring(1));
        try (exchange) {
            if (!Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.getResponseHeaders().set("Last-Modified", "Fri, 02 Jan 2026 03:04:05 GMT");
            byte[] bytes = Files.readAllBytes(file);
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    String http() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    String git() {
        return "git://127.0.0.1:" + gitPort + "/tool.git";
    }

    @Override
    public void close() {
        http.stop(0);
        git.descendants().forEach(ProcessHandle::destroyForcibly);
        git.destroyForcibly();
    }
}
