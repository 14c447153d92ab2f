package dev.slipway.image.registry;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Uploads one blob: a session is opened, then the whole blob goes in one request (OCI distribution-spec, Pushing a blob
 * monolithically, POST then PUT). When that breaks or the registry loses the session, it is begun again in a new one.
 */
final class BlobUpload {
    private static final Set<Integer> CREATED = Set.of(200, 201, 204);
    /** The session is gone, or stands elsewhere than at its start. */
    private static final Set<Integer> LOST_SESSION = Set.of(404, 416);

    private final RepositoryWriter repository;
    private final Scope scope;
    private final Exchange exchange;
    private final BlobSource blob;
    private final LongConsumer sent;

    BlobUpload(RepositoryWriter repository, Exchange exchange, BlobSource blob, LongConsumer sent) {
        this.repository = repository;
        this.scope = repository.scope();
        this.exchange = exchange;
        this.blob = blob;
        this.sent = sent;
    }

    private Digest digest() {
        return blob.descriptor().digest();
    }

    private String doing() {
        return "upload blob " + digest() + " to \"" + scope.registry() + "/"
                + scope.endpoint().repository() + "\"";
    }

    /** @param opened a session that a refused mount left; empty to open one */
    void run(Optional<URI> opened) throws IOException {
        Optional<URI> session = opened;
        for (int attempt = 1; !attempt(session, attempt); attempt++) {
            session = Optional.empty();
            // The registry may have taken it all, and only the answer got lost.
            if (repository.has(digest())) {
                return;
            }
        }
    }

    /** Whether it is done; false for what another attempt may mend. */
    private boolean attempt(Optional<URI> session, int attempt) throws IOException {
        URI address = session.isPresent() ? session.get() : open();
        Transport transport = exchange.transport();
        try (SentBlob body = new SentBlob(blob, sent)) {
            try {
                HttpResponse<InputStream> answer = exchange.upload(scope, withDigest(address), body);
                return judge(answer, attempt);
            } catch (InterruptedIOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                transport.giveUpOrPause(address, attempt, e);
            } catch (IOException e) {
                body.requireSound();
                if (body.position() > 0 && !transport.mayTryAfter(attempt)) {
                    throw broken(address, body.position(), attempt, e);
                }
                transport.giveUpOrPause(address, attempt, e);
            }
            return false;
        }
    }

    private boolean judge(HttpResponse<InputStream> answer, int attempt) throws IOException {
        int status = answer.statusCode();
        if (CREATED.contains(status)) {
            answer.body().close();
            Answers.requireDigest(doing(), digest(), answer);
            return true;
        }
        boolean passing = Transport.isPassing(status) || LOST_SESSION.contains(status);
        if (!passing || !exchange.transport().mayTryAfter(attempt)) {
            throw Answers.refusal(doing(), scope, answer);
        }
        answer.body().close();
        exchange.transport().pause(attempt, answer);
        return false;
    }

    /** A server that refuses a body early, and closes, cannot be told from a broken connection: its answer is lost. */
    private RegistryException broken(URI address, long sentBytes, int attempts, IOException cause) {
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new RegistryException(
                "cannot " + doing() + ": the connection broke " + attempts + " times, at last after " + sentBytes
                        + " of " + blob.descriptor().sizeBytes() + " bytes: " + why,
                "check the network; the registry, or a proxy before it, may also limit the size of uploads",
                RegistryException.Answer.none(Transport.redacted(address)),
                cause);
    }

    private URI open() throws IOException {
        URI uploads = scope.endpoint().uploads();
        HttpResponse<InputStream> answer = exchange.send(scope, uploads, Exchange.Call.of("POST", Map.of()));
        Optional<URI> place = session(uploads, answer);
        if (place.isEmpty()) {
            throw Answers.refusal(doing(), scope, answer);
        }
        answer.body().close();
        return place.get();
    }

    /** Where an upload goes that an answer accepted; its address may be relative and carry a query of its own. */
    static Optional<URI> session(URI asked, HttpResponse<?> answer) {
        return answer.statusCode() == 202
                ? answer.headers().firstValue("Location").map(place -> Transport.resolved(asked, asked, place))
                : Optional.empty();
    }

    private URI withDigest(URI session) {
        String separator = session.getRawQuery() == null ? "?" : "&";
        return URI.create(
                session + separator + "digest=" + URLEncoder.encode(digest().toString(), StandardCharsets.UTF_8));
    }
}
