package dev.slipway.image.registry;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.image.JsonReading;
import dev.slipway.image.Limits;
import dev.slipway.image.MalformedImageException;
import dev.slipway.image.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Optional;

/** Answers about manifests: what they are and whether they are what was asked for. */
final class ManifestAnswer {
    static final String ACCEPT = String.join(
            ", ",
            MediaType.OCI_INDEX.value(),
            MediaType.DOCKER_INDEX.value(),
            MediaType.OCI_MANIFEST.value(),
            MediaType.DOCKER_MANIFEST.value());

    private ManifestAnswer() {}

    /** The digest where there is one: it says more than the tag. */
    static String nameOf(ImageReference image) {
        return image.digest()
                .map(Digest::toString)
                .or(image::tag)
                .orElseThrow(() -> new IllegalStateException("a reference without tag and digest"));
    }

    /** What a HEAD answer tells; empty when it tells too little. */
    static Optional<Descriptor> describe(ImageReference image, HttpResponse<?> answer) {
        MediaType type = contentType(answer);
        long size = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
        Optional<Digest> digest = image.digest().or(() -> toldDigest(answer));
        return digest.isEmpty() || size < 0 || !type.isIndex() && !type.isManifest()
                ? Optional.empty()
                : Optional.of(Descriptor.of(type, digest.get(), size));
    }

    static FetchedManifest read(ImageReference image, HttpResponse<InputStream> answer, Limits limits)
            throws IOException {
        String subject = "manifest of \"" + image.familiar() + "\"";
        byte[] bytes;
        try (InputStream in = answer.body()) {
            bytes = in.readNBytes(limits.manifestBytes() + 1);
        }
        if (bytes.length > limits.manifestBytes()) {
            throw new MalformedImageException(
                    subject, "more than " + limits.manifestBytes() + " bytes (expected: a manifest)");
        }
        Digest digest = Digest.of(bytes);
        Optional<Digest> wanted = image.digest()
                .or(() -> toldDigest(answer))
                .filter(d -> d.algorithm().equals(Digest.SHA256));
        if (wanted.isPresent() && !wanted.get().equals(digest)) {
            throw new MalformedImageException(
                    subject, "its content has " + digest + " (expected: " + wanted.get() + ")");
        }
        return new FetchedManifest(Descriptor.of(type(answer, bytes, subject, limits), digest, bytes.length), bytes);
    }

    private static Optional<Digest> toldDigest(HttpResponse<?> answer) {
        try {
            return answer.headers().firstValue("Docker-Content-Digest").map(Digest::parse);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static MediaType contentType(HttpResponse<?> answer) {
        String header = answer.headers().firstValue("Content-Type").orElse("");
        int semicolon = header.indexOf(';');
        return new MediaType((semicolon < 0 ? header : header.substring(0, semicolon)).trim());
    }

    /** The document's own word first: plain file servers answer {@code application/json}. */
    private static MediaType type(HttpResponse<?> answer, byte[] bytes, String subject, Limits limits) {
        JsonReading json = JsonReading.parse(bytes, subject, limits.manifestBytes());
        String own = json.text("mediaType");
        MediaType type = own.isEmpty() ? contentType(answer) : new MediaType(own);
        if (type.isIndex() || type.isManifest()) {
            return type;
        }
        if (json.number("schemaVersion") == 2 && own.isEmpty()) {
            return json.has("manifests") ? MediaType.OCI_INDEX : MediaType.OCI_MANIFEST;
        }
        throw new MalformedImageException(
                subject, "media type \"" + type + "\" (expected: an OCI image or index, or Docker's schema 2)");
    }
}
