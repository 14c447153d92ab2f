package dev.slipway.engine.source.http;

import dev.slipway.engine.source.progress.Progress;
import dev.slipway.engine.step.SourceException;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.CanonicalForm;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.progress.BuildListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files behind HTTP(S) addresses, as layers for ADD or as blobs for contexts. What was fetched is remembered with the
 * server's validators (memo kind {@code http}), so an unchanged file costs one request, and with a checksum none. Safe
 * for many threads; one address is fetched once per build.
 *
 * <p>Secrets {@code HTTP_AUTH_HEADER_<host>} and {@code HTTP_AUTH_TOKEN_<host>} give the authorization.
 */
public final class HttpFiles {
    private static final String MEMO = "http";
    private static final String BLOB = "blob";

    private final Store store;
    private final Downloader downloader;
    private final Map<Op.Http, Downloaded> fetched = new ConcurrentHashMap<>();
    private final Map<Op.Http, Object> locks = new ConcurrentHashMap<>();

    public HttpFiles(Store store, ProxyRules proxies, SecretValues secrets) {
        this.store = store;
        this.downloader = new Downloader(proxies, address -> authorization(secrets, address));
    }

    /** For messages: without credentials and query. */
    public static String shown(String url) {
        return Address.parse(url).shown();
    }

    private static Optional<String> authorization(SecretValues secrets, Address address) {
        String host = address.uri().getHost();
        return secrets.find("HTTP_AUTH_HEADER_" + host)
                .or(() -> secrets.find("HTTP_AUTH_TOKEN_" + host).map(token -> "Bearer " + token));
    }

    /** The digest of the body: the checksum when there is one, else what the server has now. */
    public CacheKey.KeyPart resolve(Op.Http op, StepContext context) throws InterruptedException {
        Digest digest = op.checksum().isPresent()
                ? op.checksum().get()
                : fetch(op, context).digest();
        return new CacheKey.KeyPart(
                CacheKey.Kind.SOURCE, Address.parse(op.url()).shown(), digest);
    }

    /** One layer that holds the file; throws when the body is not the resolved one any more. */
    public List<StoredLayer> run(Op.Http op, CacheKey.KeyPart resolved, StepContext context)
            throws InterruptedException {
        Downloaded file = fetch(op, context);
        check(op, resolved.digest(), file.digest());
        return List.of(kept(file).orElseThrow(() -> new IllegalStateException("a layer just stored is not there")));
    }

    private static void check(Op.Http op, Digest expected, Digest actual) {
        if (!actual.equals(expected)) {
            throw new SourceException(
                    SourceException.Code.BAD_CONTENT,
                    "cannot use \"" + Address.parse(op.url()).shown() + "\": its content has " + actual + " (expected: "
                            + expected + ")",
                    op.checksum().isPresent()
                            ? "correct --checksum, or find out why the file differs"
                            : "build again; the file changed while it was fetched");
        }
    }

    private Downloaded fetch(Op.Http op, StepContext context) throws InterruptedException {
        synchronized (locks.computeIfAbsent(op, key -> new Object())) {
            Downloaded before = fetched.get(op);
            if (before != null && kept(before).isPresent()) {
                return before;
            }
            Downloaded now = fetchNow(op, context);
            fetched.put(op, now);
            return now;
        }
    }

    private Downloaded fetchNow(Op.Http op, StepContext context) throws InterruptedException {
        Digest key = new CanonicalForm("http", 1)
                .text(op.url())
                .optional(op.fileName())
                .digest();
        Optional<Downloaded> known = store.memos()
                .find(MEMO, key)
                .flatMap(Downloaded::decode)
                .filter(file -> kept(file).isPresent());
        if (op.checksum().isPresent()
                && known.isPresent()
                && known.get().digest().equals(op.checksum().get())) {
            return known.get();
        }
        Address address = Address.parse(op.url());
        String algorithm = op.checksum().map(Digest::algorithm).orElse(Digest.SHA256);
        Optional<Downloaded> usable = known.filter(
                file -> file.hasValidator() && file.digest().algorithm().equals(algorithm));
        try (LayerSink sink = new LayerSink(store.layers(), progress(address, context))) {
            Optional<Downloader.Answer> answer = downloader.fetch(address, usable, algorithm, sink);
            if (answer.isEmpty()) {
                return usable.orElseThrow();
            }
            op.checksum().ifPresent(expected -> check(op, expected, answer.get().digest()));
            String name = FileName.choose(op.fileName(), answer.get().header("Content-Disposition"), address);
            Downloaded file = describe(answer.get(), name, "");
            LayerId layer = sink.commit(name, file.modified(), answer.get().digest());
            Downloaded stored = describe(answer.get(), name, layer.toString());
            store.memos().put(MEMO, key, stored.encode());
            return stored;
        }
    }

    private static Downloaded describe(Downloader.Answer answer, String name, String place) {
        return new Downloaded(
                answer.header("ETag").orElse(""),
                answer.header("Last-Modified").orElse(""),
                name,
                answer.digest(),
                answer.sizeBytes(),
                place);
    }

    private Optional<StoredLayer> kept(Downloaded file) {
        return store.layers().find(LayerId.parse(file.place()));
    }

    private static Progress progress(Address address, StepContext context) {
        return new Progress("downloading " + address.shown(), context.vertex(), context.listener(), context.clock());
    }

    /**
     * The body as a file of the content store, for a context. One request when it did not change.
     *
     * @param vertex for events
     */
    public Path blob(String url, Digest vertex, BuildListener listener, java.time.Clock clock)
            throws InterruptedException {
        Address address = Address.parse(url);
        Digest key = new CanonicalForm("http-blob", 1).text(url).digest();
        Optional<Downloaded> known = store.memos()
                .find(MEMO, key)
                .flatMap(Downloaded::decode)
                .filter(file -> file.place().equals(BLOB)
                        && file.hasValidator()
                        && store.content().find(file.digest()).isPresent());
        Progress progress = new Progress("downloading " + address.shown(), vertex, listener, clock);
        try (BlobSink sink = new BlobSink(store.content(), progress)) {
            Optional<Downloader.Answer> answer = downloader.fetch(address, known, Digest.SHA256, sink);
            if (answer.isEmpty()) {
                return store.content().find(known.orElseThrow().digest()).orElseThrow();
            }
            Path blob = sink.commit(answer.get().digest(), answer.get().sizeBytes());
            store.memos().put(MEMO, key, describe(answer.get(), "", BLOB).encode());
            return blob;
        }
    }
}
