package dev.slipway.engine;

import dev.slipway.engine.store.ContentStore;
import dev.slipway.engine.store.ImageNames;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoreException;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.ImageJson;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Limits;
import dev.slipway.image.Manifest;
import dev.slipway.image.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Image names of a store, read with the documents that they point at. */
final class StoredImages implements ImageStore {
    private final ImageNames names;
    private final ContentStore content;
    private final Clock clock;

    StoredImages(Store store, Clock clock) {
        this.names = store.images();
        this.content = store.content();
        this.clock = clock;
    }

    @Override
    public List<Summary> list() {
        return names.list().stream().map(this::summary).toList();
    }

    private Summary summary(ImageNames.NamedImage image) {
        List<Platform> platforms = new ArrayList<>();
        Set<Digest> counted = new HashSet<>();
        long bytes = 0;
        Optional<Instant> created = Optional.empty();
        for (Descriptor manifestDescriptor : manifests(image.target())) {
            Manifest manifest = manifest(manifestDescriptor);
            ImageConfig config = config(manifest);
            platforms.add(config.platform());
            created = created.isPresent() ? created : config.created();
            List<Descriptor> blobs = new ArrayList<>(manifest.layers());
            blobs.add(manifest.config());
            bytes += blobs.stream()
                    .filter(blob -> counted.add(blob.digest()))
                    .mapToLong(Descriptor::sizeBytes)
                    .sum();
        }
        return new Summary(image.name(), image.target(), platforms, bytes, created, image.updated());
    }

    @Override
    public boolean remove(ImageReference name) {
        return names.remove(name);
    }

    @Override
    public ImageNames.NamedImage tag(ImageReference source, ImageReference target) {
        if (target.digest().isPresent()) {
            throw new IllegalArgumentException(
                    "image name: \"" + target.familiar() + "\" (expected: a name with a tag, without a digest)");
        }
        ImageNames.NamedImage tagged =
                new ImageNames.NamedImage(target, require(source).target(), clock.instant());
        names.put(tagged);
        return tagged;
    }

    @Override
    public Detail inspect(ImageReference name, Optional<Platform> platform) {
        ImageNames.NamedImage image = require(name);
        List<Descriptor> manifests = manifests(image.target());
        Descriptor chosen = manifests.size() == 1 && platform.isEmpty()
                ? manifests.getFirst()
                : ImageIndex.oci(manifests)
                        .bestFor(platform.orElseGet(Platform::host))
                        .orElseThrow(() -> notFor(name, platform.orElseGet(Platform::host), manifests));
        Manifest manifest = manifest(chosen);
        ImageConfig config = config(manifest);
        if (platform.isPresent() && !platform.get().matches(config.platform())) {
            throw notFor(name, platform.get(), manifests);
        }
        return new Detail(image.name(), image.target(), chosen, manifest, config);
    }

    private ImageNames.NamedImage require(ImageReference name) {
        return names.find(name)
                .orElseThrow(() -> new ImageNotFoundException(
                        "cannot find image: \"" + name.familiar() + "\" (expected: a name in the local image store)",
                        Optional.of("run slipway image ls to see what is there")));
    }

    private ImageNotFoundException notFor(ImageReference name, Platform wanted, List<Descriptor> manifests) {
        List<String> there = manifests.stream()
                .map(descriptor -> config(manifest(descriptor)).platform().toString())
                .toList();
        return new ImageNotFoundException(
                "cannot find image: \"" + name.familiar() + "\" for " + wanted + " (expected: "
                        + String.join(", ", there) + ")",
                Optional.of("give one of its platforms"));
    }

    @Override
    public byte[] json(Digest digest) {
        return read(digest);
    }

    private List<Descriptor> manifests(Descriptor root) {
        return root.mediaType().isIndex()
                ? ImageJson.readIndex(read(root.digest()), "index " + root.digest(), root.mediaType(), Limits.DEFAULT)
                        .manifests()
                : List.of(root);
    }

    private Manifest manifest(Descriptor descriptor) {
        return ImageJson.readManifest(
                read(descriptor.digest()), "manifest " + descriptor.digest(), descriptor.mediaType(), Limits.DEFAULT);
    }

    private ImageConfig config(Manifest manifest) {
        Digest digest = manifest.config().digest();
        return ImageJson.readConfig(read(digest), "config " + digest, Limits.DEFAULT);
    }

    private byte[] read(Digest digest) {
        Path file = content.find(digest)
                .orElseThrow(() -> new StoreException(
                        StoreException.Code.IO,
                        "cannot read blob: " + digest + " is not in the store (expected: a stored document)",
                        Optional.of("build the image again")));
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Code.IO, "cannot read blob: " + digest + ": " + e.getMessage(), Optional.empty(), e);
        }
    }
}
