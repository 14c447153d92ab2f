package dev.slipway.image.testing;

import com.sun.net.httpserver.HttpExchange;
import dev.slipway.image.Digest;
import dev.slipway.image.MediaType;
import dev.slipway.image.testing.MemoryRegistry.Document;
import dev.slipway.image.testing.MemoryRegistry.Fault;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The writing side of a {@link MemoryRegistry} (OCI distribution-spec, Push). */
public final class MemoryUploads {
    private static final String UPLOADS = "/blobs/uploads/";

    private final Map<String, byte[]> blobs;
    private final Map<String, Document> manifests;
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicLong received = new AtomicLong();
    private volatile boolean mounts = true;
    private volatile int mountRefusal = 202;
    private volatile String place = "";
    private volatile String redirect = "";
    private volatile String expireAfter = "";

    MemoryUploads(Map<String, byte[]> blobs, Map<String, Document> manifests) {
        this.blobs = blobs;
        this.manifests = manifests;
    }

    /** Bytes of blobs and manifests that clients sent, broken attempts included. */
    public long receivedBytes() {
        return received.get();
    }

    /** Mounts are answered so: 202 opens an upload instead, as the specification allows. */
    public void refuseMounts(int status) {
        mounts = false;
        mountRefusal = status;
    }

    /** Uploads go to addresses below this one; empty for relative ones. */
    public void place(String base) {
        place = base;
    }

    /** Uploads are answered by a redirect (307) to the same path there. */
    public void redirectTo(String base) {
        redirect = base;
    }

    /** After the next answer to a path that contains this, tokens are worth nothing. */
    public void expireTokensAfter(String pathPart) {
        expireAfter = pathPart;
    }

    void answered(String path, MemoryRegistry registry) {
        if (!expireAfter.isEmpty() && path.contains(expireAfter)) {
            expireAfter = "";
            registry.expireTokens();
        }
    }

    static boolean isWrite(HttpExchange exchange) {
        return Set.of("POST", "PUT", "PATCH", "DELETE").contains(exchange.getRequestMethod());
    }

    /** The scope that a registry demands for a request. */
    static String scope(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        String repository = path.replaceFirst("^/v2/(.+?)/(blobs|manifests)/.*", "$1");
        String from = query(exchange, "from");
        return "repository:" + repository + (isWrite(exchange) ? ":pull,push" : ":pull")
                + (from.isEmpty() ? "" : " repository:" + from + ":pull");
    }

    private static String query(HttpExchange exchange, String name) {
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        for (String pair : query.split("&")) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    void answer(HttpExchange exchange, String path, Optional<Fault> fault) throws IOException {
        String method = exchange.getRequestMethod();
        if (method.equals("POST") && path.endsWith(UPLOADS)) {
            open(exchange, path);
        } else if (method.equals("PUT") && path.contains(UPLOADS)) {
            upload(exchange, path, fault);
        } else if (method.equals("PUT") && path.contains("/manifests/")) {
            manifest(exchange, path, fault);
        } else {
            MemoryRegistry.error(exchange, 405, "UNSUPPORTED", "not here");
        }
    }

    private void open(HttpExchange exchange, String path) throws IOException {
        String digest = query(exchange, "mount");
        if (!digest.isEmpty()) {
            byte[] blob = blobs.get("/v2/" + query(exchange, "from") + "/blobs/" + digest);
            if (mounts && blob != null) {
                blobs.put(path.replace("uploads/", digest), blob);
                MemoryRegistry.send(exchange, 201, new byte[0]);
                return;
            }
            if (mountRefusal != 202) {
                MemoryRegistry.error(exchange, mountRefusal, "DENIED", "no mounts");
                return;
            }
        }
        String session = path + UUID.randomUUID();
        sessions.add(session);
        exchange.getResponseHeaders().add("Location", place + session + "?_state=a%3Db");
        exchange.sendResponseHeaders(202, -1);
    }

    private void upload(HttpExchange exchange, String path, Optional<Fault> fault) throws IOException {
        if (fault.filter(Fault.BROKEN_UPLOAD::equals).isPresent()) {
            received.addAndGet(exchange.getRequestBody().readNBytes(1000).length);
            return;
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!redirect.isEmpty()) {
            exchange.getResponseHeaders().add("Location", redirect + exchange.getRequestURI());
            exchange.sendResponseHeaders(307, -1);
            return;
        }
        received.addAndGet(body.length);
        String digest = query(exchange, "digest");
        boolean known = sessions.remove(path) || !place.isEmpty();
        if (!known
                || !query(exchange, "_state").equals("a=b")
                || fault.filter(Fault.LOST_SESSION::equals).isPresent()) {
            MemoryRegistry.error(exchange, 404, "BLOB_UPLOAD_UNKNOWN", "no such upload");
        } else if (!Digest.of(body).toString().equals(digest)
                || fault.filter(Fault.REFUSED::equals).isPresent()) {
            MemoryRegistry.error(exchange, 400, "DIGEST_INVALID", "the digest is not that of the bytes");
        } else {
            blobs.put(path.substring(0, path.lastIndexOf("uploads/")) + digest, body);
            stored(exchange, digest, fault);
        }
    }

    private void manifest(HttpExchange exchange, String path, Optional<Fault> fault) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        received.addAndGet(body.length);
        Document document =
                new Document(new MediaType(exchange.getRequestHeaders().getFirst("Content-Type")), body);
        String digest = Digest.of(body).toString();
        manifests.put(path, document);
        manifests.put(path.substring(0, path.lastIndexOf('/') + 1) + digest, document);
        stored(exchange, digest, fault);
    }

    private static void stored(HttpExchange exchange, String digest, Optional<Fault> fault) throws IOException {
        if (fault.filter(Fault.LOST_ANSWER::equals).isPresent()) {
            return;
        }
        boolean wrong = fault.filter(Fault.WRONG_DIGEST::equals).isPresent();
        exchange.getResponseHeaders()
                .add("Docker-Content-Digest", wrong ? Digest.of(new byte[] {1}).toString() : digest);
        MemoryRegistry.send(exchange, 201, new byte[0]);
    }
}
