package dev.slipway.engine.source.http;

import dev.slipway.image.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is remembered of a download. As a memo it is seven lines of UTF-8, version 1:
 *
 * <pre>{@code
 * http 1
 * "33a64df551425fcc"        validator ETag, may be empty
 * Tue, 15 Nov 1994 12:45:26 GMT   Last-Modified as sent, may be empty
 * tool.tar.gz               file name
 * sha256:…                  of the body
 * 1048576                   its size in bytes
 * tree-sha256:…             where it is kept: a layer, or "blob" for the content store
 * }</pre>
 */
record Downloaded(String etag, String lastModified, String fileName, Digest digest, long sizeBytes, String place) {
    private static final String VERSION = "http 1";

    byte[] encode() {
        return String.join(
                        "\n", VERSION, etag, lastModified, fileName, digest.toString(), Long.toString(sizeBytes), place)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Empty when it is of another version. */
    static Optional<Downloaded> decode(byte[] memo) {
        List<String> lines = new String(memo, StandardCharsets.UTF_8).lines().toList();
        if (lines.size() != 7 || !lines.getFirst().equals(VERSION)) {
            return Optional.empty();
        }
        return Optional.of(new Downloaded(
                lines.get(1),
                lines.get(2),
                lines.get(3),
                Digest.parse(lines.get(4)),
                Long.parseLong(lines.get(5)),
                lines.get(6)));
    }

    /** Whether the server can be asked if it changed. */
    boolean hasValidator() {
        return !etag.isEmpty() || !lastModified.isEmpty();
    }

    Instant modified() {
        return HttpDate.parse(lastModified).orElse(Instant.EPOCH);
    }
}
