package dev.slipway.engine.source.image;

import dev.slipway.engine.store.ContentStore;
import dev.slipway.engine.store.ImageNames;
import dev.slipway.engine.store.Store;
import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.FileBlob;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Limits;
import dev.slipway.image.Platform;
import dev.slipway.image.source.ImageResolver;
import dev.slipway.image.source.NoMatchingPlatformException;
import dev.slipway.image.source.ResolvedImage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Images of the local image store: built here, or loaded. */
final class StoredImages {
    private final ImageNames names;
    private final ContentStore content;

    StoredImages(Store store) {
        this.names = store.images();
        this.content = store.content();
    }

    /** Empty when there is no image of that name for the platform, or its documents were pruned. */
    Optional<Resolution> find(ImageReference name, Platform platform) throws IOException {
        if (name.digest().isPresent()) {
            return Optional.empty();
        }
        Optional<ImageNames.NamedImage> named = names.find(name);
        if (named.isEmpty()) {
            return Optional.empty();
        }
        ImageResolver resolver =
                new ImageResolver("image \"" + name.familiar() + "\"", this::document, this::lazily, Limits.DEFAULT);
        try {
            ResolvedImage image = resolver.resolve(named.get().target(), platform);
            return platform.matches(image.config().platform())
                    ? Optional.of(Resolution.of(named.get().target().digest(), image, new LayerPlace.Local()))
                    : Optional.empty();
        } catch (NoMatchingPlatformException | NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private BlobSource document(Descriptor descriptor) throws IOException {
        return new FileBlob(
                descriptor,
                content.find(descriptor.digest())
                        .orElseThrow(() ->
                                new NoSuchFileException(descriptor.digest().toString())));
    }

    /** Layers may be here only as directories. */
    private BlobSource lazily(Descriptor descriptor) {
        return BlobSource.of(descriptor, () -> document(descriptor).open());
    }
}
