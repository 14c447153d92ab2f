package dev.slipway.image.registry;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.image.source.ImageResolver;
import dev.slipway.image.source.ImageSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;

/**
 * Reads images from registries, and writes into them (OCI distribution-spec, Pull and Push): over HTTPS, over HTTP for this machine's own and for
 * registries declared insecure; anonymously or with the logins that {@link Credentials} finds. Passing faults are
 * retried; blobs are streamed, verified, and continued where a connection broke.
 *
 * <p>For any number of threads. Throws {@link RegistryException} when a registry refuses or cannot be reached, and what
 * BlobSource and ImageSource say for broken content. Closing ends what is under way.
 */
public final class RegistryClient implements AutoCloseable {
    private final RegistryOptions options;
    private final Exchange exchange;

    private RegistryClient(RegistryOptions options, Exchange exchange) {
        this.options = options;
        this.exchange = exchange;
    }

    public static RegistryClient of(RegistryOptions options, Credentials credentials) {
        Transport transport = new Transport(options);
        return new RegistryClient(options, new Exchange(transport, new Authorizer(credentials, transport)));
    }

    /**
     * What a name stands for now, by one small request; the digest is the registry's word until {@link #fetch} or
     * {@link #image} checks it. A name with a digest is checked to exist.
     */
    public Descriptor resolve(ImageReference image) throws IOException {
        Endpoint endpoint = Endpoint.of(image, options);
        URI address = endpoint.manifest(ManifestAnswer.nameOf(image));
        HttpResponse<InputStream> answer = send(endpoint, address, "HEAD", Map.of("Accept", ManifestAnswer.ACCEPT));
        answer.body().close();
        Optional<Descriptor> told =
                answer.statusCode() == 200 ? ManifestAnswer.describe(image, answer) : Optional.empty();
        // A refusal of HEAD has no body to explain it, and some registries know no HEAD.
        return told.isPresent() ? told.get() : fetch(image).descriptor();
    }

    /** The manifest or index of a name, verified against the digest when the name has one. */
    public FetchedManifest fetch(ImageReference image) throws IOException {
        Endpoint endpoint = Endpoint.of(image, options);
        HttpResponse<InputStream> answer = send(
                endpoint,
                endpoint.manifest(ManifestAnswer.nameOf(image)),
                "GET",
                Map.of("Accept", ManifestAnswer.ACCEPT));
        if (answer.statusCode() != 200) {
            throw Answers.refusal("read image \"" + image.familiar() + "\"", Scope.pull(endpoint), answer);
        }
        return ManifestAnswer.read(image, answer, options.limits());
    }

    /**
     * A blob of the image's repository. Opening sends the request; the stream verifies, and continues by itself after a
     * broken connection.
     */
    public BlobSource blob(ImageReference image, Descriptor descriptor) {
        Endpoint endpoint = Endpoint.of(image, options);
        URI address = endpoint.blob(descriptor.digest().toString());
        return BlobSource.of(
                descriptor, () -> new ResumingInput(from -> range(endpoint, address, from), descriptor, options));
    }

    /** Whether the repository has a blob, by one small request. */
    public boolean hasBlob(ImageReference image, Digest digest) throws IOException {
        return Answers.isThere(exchange, Scope.pull(Endpoint.of(image, options)), digest);
    }

    /** Writes into the repository that a name is in; its tag and digest are not looked at. */
    public RepositoryWriter writer(ImageReference repository) {
        return new RepositoryWriter(exchange, Endpoint.of(repository, options));
    }

    /** An image by name; each resolve asks the registry anew. */
    public ImageSource image(ImageReference image) {
        return platform -> {
            FetchedManifest top = fetch(image);
            ImageResolver resolver = new ImageResolver(
                    "image \"" + image.familiar() + "\"",
                    wanted -> wanted.digest().equals(top.descriptor().digest())
                            ? BlobSource.of(wanted, () -> new ByteArrayInputStream(top.bytes()))
                            : manifest(image, wanted),
                    blob -> blob(image, blob),
                    options.limits());
            return resolver.resolve(top.descriptor(), platform);
        };
    }

    /** A manifest below an index, which names its digest. */
    private BlobSource manifest(ImageReference image, Descriptor wanted) throws IOException {
        byte[] bytes = fetch(image.withDigest(wanted.digest())).bytes();
        return BlobSource.of(wanted, () -> new ByteArrayInputStream(bytes));
    }

    private HttpResponse<InputStream> range(Endpoint endpoint, URI address, long from) throws IOException {
        Map<String, String> headers = from == 0 ? Map.of() : Map.of("Range", "bytes=" + from + "-");
        HttpResponse<InputStream> answer = send(endpoint, address, "GET", headers);
        if (answer.statusCode() != 200 && answer.statusCode() != 206) {
            String digest = address.getPath().substring(address.getPath().lastIndexOf('/') + 1);
            throw Answers.refusal(
                    "read blob " + digest + " of \"" + endpoint.registry() + "/" + endpoint.repository() + "\"",
                    Scope.pull(endpoint),
                    answer);
        }
        return answer;
    }

    private HttpResponse<InputStream> send(Endpoint endpoint, URI address, String method, Map<String, String> headers)
            throws IOException {
        return exchange.send(Scope.pull(endpoint), address, Exchange.Call.of(method, headers));
    }

    @Override
    public void close() {
        exchange.transport().close();
    }
}
