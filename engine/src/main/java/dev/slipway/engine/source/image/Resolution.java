package dev.slipway.engine.source.image;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageJson;
import dev.slipway.image.Limits;
import dev.slipway.image.Manifest;
import dev.slipway.image.MediaType;
import dev.slipway.image.source.ResolvedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a name was resolved to. As a memo, version 1: parts of a 4-byte big-endian length and their bytes, in order
 * {@code "resolve 1"}, digest of what the name points at, manifest media type, manifest, config, then the lines of the
 * place.
 *
 * @param root manifest or index that the name points at
 */
record Resolution(Digest root, MediaType manifestType, byte[] manifest, byte[] config, LayerPlace place) {
    private static final String VERSION = "resolve 1";

    static Resolution of(Digest root, ResolvedImage image, LayerPlace place) throws IOException {
        byte[] config = image.configBlob().readAll(Limits.DEFAULT.configBytes());
        return new Resolution(root, image.descriptor().mediaType(), image.manifestBytes(), config, place);
    }

    Digest manifestDigest() {
        return Digest.of(manifest);
    }

    ImageConfig parsedConfig() {
        return ImageJson.readConfig(config, "config of " + manifestDigest(), Limits.DEFAULT);
    }

    List<Descriptor> layers() {
        Manifest parsed =
                ImageJson.readManifest(manifest, "manifest " + manifestDigest(), manifestType, Limits.DEFAULT);
        return parsed.layers();
    }

    byte[] encode() {
        List<byte[]> parts = new ArrayList<>(
                List.of(bytes(VERSION), bytes(root.toString()), bytes(manifestType.value()), manifest, config));
        place.lines().forEach(line -> parts.add(bytes(line)));
        ByteBuffer out = ByteBuffer.allocate(
                parts.stream().mapToInt(part -> 4 + part.length).sum());
        parts.forEach(part -> out.putInt(part.length).put(part));
        return out.array();
    }

    /** Empty when it is of another version or damaged: a memo may be lost. */
    static Optional<Resolution> decode(byte[] memo) {
        List<byte[]> parts = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(memo);
        while (in.remaining() >= 4) {
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                return Optional.empty();
            }
            byte[] part = new byte[length];
            in.get(part);
            parts.add(part);
        }
        if (parts.size() < 6 || !text(parts.getFirst()).equals(VERSION)) {
            return Optional.empty();
        }
        List<String> lines =
                parts.subList(5, parts.size()).stream().map(Resolution::text).toList();
        return LayerPlace.parse(lines)
                .map(place -> new Resolution(
                        Digest.parse(text(parts.get(1))),
                        new MediaType(text(parts.get(2))),
                        parts.get(3),
                        parts.get(4),
                        place));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
