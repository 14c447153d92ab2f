package dev.slipway.engine.source.image;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a base image's layer comes from. As a memo, version 1, lines of UTF-8:
 *
 * <pre>{@code
 * origin 1
 * application/vnd.oci.image.layer.v1.tar+gzip
 * sha256:…      of the blob
 * 29150000      its size in bytes
 * registry      the place and its parameters
 * docker.io/library/debian:trixie@sha256:…
 * }</pre>
 */
record LayerOrigin(LayerPlace place, Descriptor blob) {
    private static final String VERSION = "origin 1";

    byte[] encode() {
        List<String> lines = new ArrayList<>(
                List.of(VERSION, blob.mediaType().value(), blob.digest().toString(), Long.toString(blob.sizeBytes())));
        lines.addAll(place.lines());
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    /** Empty when it is of another version. */
    static Optional<LayerOrigin> decode(byte[] memo) {
        List<String> lines = new String(memo, StandardCharsets.UTF_8).lines().toList();
        if (lines.size() < 5 || !lines.getFirst().equals(VERSION)) {
            return Optional.empty();
        }
        Descriptor blob =
                Descriptor.of(new MediaType(lines.get(1)), Digest.parse(lines.get(2)), Long.parseLong(lines.get(3)));
        return LayerPlace.parse(lines.subList(4, lines.size())).map(place -> new LayerOrigin(place, blob));
    }
}
