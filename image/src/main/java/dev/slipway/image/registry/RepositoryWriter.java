package dev.slipway.image.registry;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Digest;
import dev.slipway.image.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Writes into one repository of a registry (OCI distribution-spec, Push). Blobs come before the manifests that name
 * them. All methods are idempotent; made by {@link RegistryClient#writer}, and for any number of threads.
 */
public final class RepositoryWriter {
    private final Exchange exchange;
    private final Scope scope;

    /** How a blob came to be in the repository. */
    public enum Placement {
        /** It was there. */
        THERE,
        /** It was taken from another repository of the registry; no byte of it was sent. */
        MOUNTED,
        UPLOADED
    }

    RepositoryWriter(Exchange exchange, Endpoint endpoint) {
        this.exchange = exchange;
        this.scope = Scope.push(endpoint);
    }

    Scope scope() {
        return scope;
    }

    /** Whether the repository has a blob, by one small request. */
    public boolean has(Digest digest) throws IOException {
        return Answers.isThere(exchange, scope, digest);
    }

    /**
     * Sees to it that a blob is in the repository. The source is opened only when it has to be uploaded.
     *
     * @param from a repository of the same registry that probably has it; when the registry does not take it from there,
     *     it is uploaded
     * @param sent told how many bytes were handed over so far, from threads of its own; begins anew when an upload does
     */
    public Placement put(BlobSource blob, Optional<String> from, LongConsumer sent) throws IOException {
        Digest digest = blob.descriptor().digest();
        if (has(digest)) {
            return Placement.THERE;
        }
        Optional<URI> session = Optional.empty();
        if (from.isPresent()) {
            Mount mount = mount(digest, from.get());
            if (mount.done()) {
                return Placement.MOUNTED;
            }
            session = mount.session();
        }
        new BlobUpload(this, exchange, blob, sent).run(session);
        return Placement.UPLOADED;
    }

    /** @param session a registry that does not mount opens an upload instead (202) */
    private record Mount(boolean done, Optional<URI> session) {}

    private Mount mount(Digest digest, String from) throws IOException {
        URI address = URI.create(
                scope.endpoint().uploads() + "?mount=" + encode(digest.toString()) + "&from=" + encode(from));
        try {
            HttpResponse<InputStream> answer =
                    exchange.send(scope.mounting(from), address, Exchange.Call.of("POST", Map.of()));
            answer.body().close();
            return new Mount(answer.statusCode() == 201, BlobUpload.session(address, answer));
        } catch (RegistryException e) {
            // A login that may not read the other repository may still upload here.
            if (e.status() == 401 || e.status() == 403) {
                return new Mount(false, Optional.empty());
            }
            throw e;
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /**
     * Stores a manifest or index under a name, which replaces what the name meant before.
     *
     * @param name a tag, or the digest of the bytes
     */
    public void putManifest(String name, MediaType type, byte[] bytes) throws IOException {
        Exchange.Call call = new Exchange.Call(
                "PUT", Map.of("Content-Type", type.value()), () -> HttpRequest.BodyPublishers.ofByteArray(bytes));
        HttpResponse<InputStream> answer = exchange.send(scope, scope.endpoint().manifest(name), call);
        String doing = "push manifest \"" + name + "\" to \"" + scope.registry() + "/"
                + scope.endpoint().repository() + "\"";
        if (answer.statusCode() / 100 != 2) {
            throw Answers.refusal(doing, scope, answer);
        }
        answer.body().close();
        Answers.requireDigest(doing, Digest.of(bytes), answer);
    }
}
