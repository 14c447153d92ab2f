package dev.slipway.image.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.ImageJson;
import dev.slipway.image.MediaType;
import dev.slipway.image.source.ResolvedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A registry in this process (OCI distribution-spec, Pull and Push), with logins and faults. Listens on a free port of
 * the loopback.
 */
public final class MemoryRegistry implements AutoCloseable {
    /** How clients have to log in. */
    public enum Login {
        NONE,
        BASIC,
        BEARER
    }

    /** What goes wrong with a request. */
    public enum Fault {
        /** 503, then as if nothing had been. */
        UNAVAILABLE,
        /** 429 with Retry-After: 0. */
        TOO_MANY,
        /** The connection ends in the middle of the body. */
        TRUNCATED,
        /** One bit of the body is another. */
        TAMPERED,
        /** The body stops in the middle, and the connection stays. */
        STALLED,
        /** Ranges are ignored: 200 and the whole body. */
        NO_RANGES,
        /** 404, as if the upload's session had never been. */
        LOST_SESSION,
        /** The connection ends in the middle of what the client sends. */
        BROKEN_UPLOAD,
        /** What is sent is stored, but the connection ends without an answer. */
        LOST_ANSWER,
        /** What is sent is said to be stored under another digest. */
        WRONG_DIGEST,
        /** 400 DIGEST_INVALID. */
        REFUSED
    }

    public static final String USER = "me";
    public static final String PASSWORD = "s3cret-word";
    private static final String TOKEN = "token-of-this-test";

    record Document(MediaType type, byte[] bytes) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Login login;
    private final Map<String, Document> manifests = new ConcurrentHashMap<>();
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, List<Fault>> faults = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final MemoryUploads uploads = new MemoryUploads(blobs, manifests);
    private volatile int generation;
    private volatile @Nullable String blobRedirect;

    private MemoryRegistry(HttpServer server, Login login) {
        this.server = server;
        this.login = login;
    }

    public static MemoryRegistry start(Login login) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        MemoryRegistry registry = new MemoryRegistry(server, login);
        server.createContext("/", registry::serve);
        server.setExecutor(registry.threads);
        server.start();
        return registry;
    }

    /** {@code 127.0.0.1:port}, as in image references. */
    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Method and path of what was asked so far, with the range if any. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** What clients write here: how it is taken, and how much it was. */
    public MemoryUploads uploads() {
        return uploads;
    }

    /** Tokens given out so far are worth nothing from now on. */
    public void expireTokens() {
        generation++;
    }

    /** Stores an image under a tag and its digest. */
    public void put(String repository, String tag, ResolvedImage image) throws IOException {
        putBlob(repository, image.configBlob());
        for (BlobSource layer : image.layers()) {
            putBlob(repository, layer);
        }
        putManifest(repository, tag, image.descriptor().mediaType(), image.manifestBytes());
    }

    /** Stores an index of images that are there, under a tag and its digest. */
    public Descriptor put(String repository, String tag, ImageIndex index) {
        return putManifest(repository, tag, index.mediaType(), ImageJson.write(index));
    }

    public Descriptor putManifest(String repository, String tag, MediaType type, byte[] bytes) {
        Document document = new Document(type, bytes);
        Digest digest = Digest.of(bytes);
        manifests.put("/v2/" + repository + "/manifests/" + tag, document);
        manifests.put("/v2/" + repository + "/manifests/" + digest, document);
        return Descriptor.of(type, digest, bytes.length);
    }

    public void putBlob(String repository, BlobSource blob) throws IOException {
        try (InputStream in = blob.open()) {
            blobs.put("/v2/" + repository + "/blobs/" + blob.descriptor().digest(), in.readAllBytes());
        }
    }

    /** The next requests whose {@code METHOD /path} contains this text fail so, one fault a request. */
    public void fail(String requestPart, Fault... next) {
        faults.computeIfAbsent(requestPart, key -> new CopyOnWriteArrayList<>()).addAll(List.of(next));
    }

    /** Answers blobs by a redirect to another server that has the same paths. */
    public void redirectBlobsTo(String base) {
        blobRedirect = base;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(exchange.getRequestMethod() + " " + path + (range == null ? "" : " " + range));
            if (path.equals("/token")) {
                token(exchange);
            } else if (!allowed(exchange)) {
                challenge(exchange);
            } else {
                answer(exchange, path, nextFault(exchange.getRequestMethod() + " " + path));
                uploads.answered(path, this);
            }
        }
    }

    private Optional<Fault> nextFault(String request) {
        return faults.entrySet().stream()
                .filter(e -> request.contains(e.getKey()) && !e.getValue().isEmpty())
                .findFirst()
                .map(e -> e.getValue().removeFirst());
    }

    private boolean allowed(HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        return switch (login) {
            case NONE -> given == null;
            case BASIC -> basic().equals(given);
            case BEARER ->
                ("Bearer " + token(true)).equals(given)
                        || !MemoryUploads.isWrite(exchange) && ("Bearer " + token(false)).equals(given);
        };
    }

    private String token(boolean push) {
        return TOKEN + (push ? "-push-" : "-") + generation;
    }

    private static String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    }

    private void challenge(HttpExchange exchange) throws IOException {
        String challenge = login == Login.BASIC
                ? "Basic realm=\"test\""
                : "Bearer realm=\"http://" + host() + "/token\",service=\"test, with comma\",scope=\""
                        + MemoryUploads.scope(exchange) + "\"";
        exchange.getResponseHeaders().add("WWW-Authenticate", challenge);
        error(exchange, 401, "UNAUTHORIZED", "log in first");
    }

    private void token(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        boolean asks = query.contains("scope=repository%3A")
                && query.contains("%3Apull")
                && query.contains("service=test%2C+with+comma");
        if (!asks || !basic().equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            error(exchange, 401, "UNAUTHORIZED", "wrong user or password");
            return;
        }
        String token = token(query.contains("%3Apull%2Cpush"));
        send(exchange, 200, ("{\"token\":\"" + token + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    private void answer(HttpExchange exchange, String path, Optional<Fault> fault) throws IOException {
        if (fault.isPresent() && fault.get() == Fault.UNAVAILABLE) {
            error(exchange, 503, "UNAVAILABLE", "restarting");
            return;
        }
        if (fault.isPresent() && fault.get() == Fault.TOO_MANY) {
            exchange.getResponseHeaders().add("Retry-After", "0");
            error(exchange, 429, "TOOMANYREQUESTS", "slow down");
            return;
        }
        if (MemoryUploads.isWrite(exchange)) {
            uploads.answer(exchange, path, fault);
            return;
        }
        Document manifest = manifests.get(path);
        byte[] blob = blobs.get(path);
        if (path.equals("/v2/")) {
            send(exchange, 200, "{}".getBytes(StandardCharsets.UTF_8));
        } else if (manifest != null) {
            exchange.getResponseHeaders().add("Content-Type", manifest.type().value());
            exchange.getResponseHeaders()
                    .add("Docker-Content-Digest", Digest.of(manifest.bytes()).toString());
            body(exchange, 200, manifest.bytes(), fault);
        } else if (blob != null && blobRedirect != null) {
            exchange.getResponseHeaders().add("Location", blobRedirect + path + "?signature=hidden");
            exchange.sendResponseHeaders(307, -1);
        } else if (blob != null) {
            blob(exchange, blob, fault);
        } else {
            error(exchange, 404, path.contains("/blobs/") ? "BLOB_UNKNOWN" : "MANIFEST_UNKNOWN", "not here");
        }
    }

    private static void blob(HttpExchange exchange, byte[] blob, Optional<Fault> fault) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null || fault.filter(Fault.NO_RANGES::equals).isPresent()) {
            body(exchange, 200, blob, fault);
            return;
        }
        int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        exchange.getResponseHeaders()
                .add("Content-Range", "bytes " + from + "-" + (blob.length - 1) + "/" + blob.length);
        body(exchange, 206, java.util.Arrays.copyOfRange(blob, from, blob.length), fault);
    }

    private static void body(HttpExchange exchange, int status, byte[] bytes, Optional<Fault> fault)
            throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().add("Content-Length", Integer.toString(bytes.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        byte[] sent = bytes.clone();
        if (fault.filter(Fault.TAMPERED::equals).isPresent()) {
            sent[sent.length / 2] ^= 1;
        }
        boolean half =
                fault.filter(f -> f == Fault.TRUNCATED || f == Fault.STALLED).isPresent();
        exchange.sendResponseHeaders(status, sent.length == 0 ? -1 : sent.length);
        OutputStream out = exchange.getResponseBody();
        out.write(sent, 0, half ? sent.length / 2 : sent.length);
        out.flush();
        if (fault.filter(Fault.STALLED::equals).isPresent()) {
            stall();
        }
    }

    private static void stall() throws IOException {
        try {
            Thread.sleep(30_000);
        } catch (InterruptedException e) {
            throw new IOException("the registry was closed", e);
        }
    }

    static void error(HttpExchange exchange, int status, String code, String message) throws IOException {
        // A client that still sends would take an early answer for a broken connection.
        exchange.getRequestBody().transferTo(java.io.OutputStream.nullOutputStream());
        String body = "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}";
        send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }

    static void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
