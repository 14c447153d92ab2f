package dev.slipway.image.source;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.ImageJson;
import dev.slipway.image.Limits;
import dev.slipway.image.MalformedImageException;
import dev.slipway.image.Manifest;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Walks from any descriptor down to an image of one platform: index (nested at most four deep) to manifest to config.
 *
 * @param subject names the image in errors
 * @param manifests finds manifests and indexes
 * @param blobs finds configs and layers
 */
public record ImageResolver(String subject, Lookup manifests, Lookup blobs, Limits limits) {
    private static final int MAX_INDEX_DEPTH = 4;

    /** Where a place keeps the blob of a descriptor. Absence shows when the blob is opened. */
    public interface Lookup {
        BlobSource find(Descriptor descriptor) throws IOException;
    }

    public ResolvedImage resolve(Descriptor root, Platform platform) throws IOException {
        Descriptor at = root;
        for (int depth = 0; at.mediaType().isIndex(); depth++) {
            if (depth == MAX_INDEX_DEPTH) {
                throw new MalformedImageException(subject, "indexes nested deeper than " + MAX_INDEX_DEPTH);
            }
            byte[] json = manifests.find(at).readAll(limits.manifestBytes());
            at = choose(ImageJson.readIndex(json, "index " + at.digest(), at.mediaType(), limits), platform);
        }
        return image(at);
    }

    /** The entry of an index for a platform; throws {@link NoMatchingPlatformException}. */
    public Descriptor choose(ImageIndex index, Platform platform) {
        return index.bestFor(platform).orElseThrow(() -> {
            String available = index.manifests().stream()
                    .flatMap(d -> d.platform().stream())
                    .map(Platform::toString)
                    .distinct()
                    .collect(Collectors.joining(", "));
            return new NoMatchingPlatformException(subject, platform, available.isEmpty() ? "none" : available);
        });
    }

    private ResolvedImage image(Descriptor at) throws IOException {
        if (!at.mediaType().isManifest()) {
            throw new MalformedImageException(
                    subject, "media type \"" + at.mediaType() + "\" (expected: an image manifest or an index)");
        }
        byte[] json = manifests.find(at).readAll(limits.manifestBytes());
        Manifest manifest = ImageJson.readManifest(json, "manifest " + at.digest(), at.mediaType(), limits);
        MediaType configType = manifest.config().mediaType();
        if (!configType.equals(MediaType.OCI_CONFIG) && !configType.equals(MediaType.DOCKER_CONFIG)) {
            throw new MalformedImageException(
                    subject, "config of media type \"" + configType + "\" (expected: a container image)");
        }
        BlobSource configBlob = blobs.find(manifest.config());
        ImageConfig config = ImageJson.readConfig(
                configBlob.readAll(limits.configBytes()),
                "config " + manifest.config().digest(),
                limits);
        if (config.diffIds().size() != manifest.layers().size()) {
            throw new MalformedImageException(
                    subject,
                    manifest.layers().size() + " layers in the manifest (expected: "
                            + config.diffIds().size() + " as in the config)");
        }
        List<BlobSource> layers = new java.util.ArrayList<>();
        for (Descriptor layer : manifest.layers()) {
            layers.add(blobs.find(layer));
        }
        return new ResolvedImage(at, json, manifest, configBlob, config, layers);
    }
}
