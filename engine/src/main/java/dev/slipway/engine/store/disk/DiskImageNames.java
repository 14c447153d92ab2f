package dev.slipway.engine.store.disk;

import dev.slipway.engine.store.ImageNames;
import dev.slipway.engine.store.StoreException;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Image names as {@link Facts}: {@code name}, {@code media-type}, {@code digest}, {@code size}, {@code platform},
 * {@code annotation-key} and {@code annotation-value} in pairs, {@code updated} as ISO 8601.
 */
final class DiskImageNames implements ImageNames {
    private final StoreLayout layout;
    private final NewFiles files;

    DiskImageNames(StoreLayout layout, NewFiles files) {
        this.layout = layout;
        this.files = files;
    }

    @Override
    public Optional<NamedImage> find(ImageReference name) {
        try {
            return Facts.read(layout.name(name.toString())).map(DiskImageNames::image);
        } catch (IOException e) {
            throw StoreException.io("read image name \"" + name + "\"", e);
        }
    }

    @Override
    public void put(NamedImage image) {
        if (image.name().tag().isEmpty()) {
            throw new IllegalArgumentException("image name: \"" + image.name() + "\" (expected: with a tag)");
        }
        Descriptor target = image.target();
        Facts facts = Facts.of(
                "name", image.name().toString(),
                "media-type", target.mediaType().toString(),
                "digest", target.digest().toString(),
                "size", Long.toString(target.sizeBytes()),
                "updated", image.updated().toString());
        if (target.platform().isPresent()) {
            facts = facts.with("platform", target.platform().get().toString());
        }
        for (Map.Entry<String, String> annotation : target.annotations().entrySet()) {
            facts = facts.with("annotation-key", annotation.getKey()).with("annotation-value", annotation.getValue());
        }
        try {
            files.replaceSynced(layout.name(image.name().toString()), facts.encode());
        } catch (IOException e) {
            throw StoreException.io("write image name \"" + image.name() + "\"", e);
        }
    }

    @Override
    public boolean remove(ImageReference name) {
        try {
            return Files.deleteIfExists(layout.name(name.toString()));
        } catch (IOException e) {
            throw StoreException.io("remove image name \"" + name + "\"", e);
        }
    }

    @Override
    public List<NamedImage> list() {
        List<NamedImage> images = new ArrayList<>();
        try (DirectoryStream<Path> names = Files.newDirectoryStream(layout.names())) {
            for (Path name : names) {
                Facts.read(name).map(DiskImageNames::image).ifPresent(images::add);
            }
        } catch (IOException e) {
            throw StoreException.io("list image names", e);
        }
        images.sort((one, other) -> one.name().toString().compareTo(other.name().toString()));
        return images;
    }

    private static NamedImage image(Facts facts) {
        Map<String, String> annotations = new LinkedHashMap<>();
        List<String> keys = facts.all("annotation-key");
        List<String> values = facts.all("annotation-value");
        for (int i = 0; i < keys.size(); i++) {
            annotations.put(keys.get(i), values.get(i));
        }
        Descriptor target = new Descriptor(
                new MediaType(facts.get("media-type")),
                Digest.parse(facts.get("digest")),
                Long.parseLong(facts.get("size")),
                facts.find("platform").map(Platform::parse),
                annotations);
        return new NamedImage(ImageReference.parse(facts.get("name")), target, Instant.parse(facts.get("updated")));
    }
}
