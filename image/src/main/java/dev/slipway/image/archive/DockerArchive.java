package dev.slipway.image.archive;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Compression;
import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageJson;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Limits;
import dev.slipway.image.MalformedImageException;
import dev.slipway.image.Manifest;
import dev.slipway.image.MediaType;
import dev.slipway.image.layer.Compressors;
import dev.slipway.image.layout.LayoutException;
import dev.slipway.image.source.ArchiveEntries;
import dev.slipway.image.source.ImageSource;
import dev.slipway.image.source.ResolvedImage;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Images of {@code manifest.json}. Such archives have no manifests, so one is made. An uncompressed layer is known by
 * the diffID in the config; a compressed one is read once to learn its digest.
 */
record DockerArchive(ArchiveEntries entries, List<DockerManifest> images, Limits limits) {
    ImageSource image(String reference) {
        DockerManifest found = find(reference);
        return platform -> resolve(found);
    }

    private DockerManifest find(String reference) {
        List<DockerManifest> found = images.stream()
                .filter(image -> reference.isEmpty() || isMeant(image, reference))
                .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        String names = images.stream()
                .flatMap(image -> image.tags().stream())
                .limit(20)
                .collect(Collectors.joining(", "));
        throw new LayoutException(
                "cannot use " + entries.subject() + ": "
                        + (reference.isEmpty() ? found.size() + " images" : "no image \"" + reference + "\"")
                        + " (expected: " + (names.isEmpty() ? "one image" : "one of " + names) + ")",
                names.isEmpty() ? "" : "name one of the images of the archive");
    }

    /** By name, or by the image ID: the digest of the config, which most archives use as its file name. */
    private static boolean isMeant(DockerManifest image, String reference) {
        if (image.tags().contains(reference)) {
            return true;
        }
        try {
            if (reference.indexOf(':') == Digest.SHA256.length() && reference.startsWith(Digest.SHA256)) {
                return image.config().contains(Digest.parse(reference).hex());
            }
            ImageReference wanted = ImageReference.parse(reference);
            return image.tags().stream()
                    .anyMatch(tag -> ImageReference.parse(tag).equals(wanted));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private ResolvedImage resolve(DockerManifest image) throws IOException {
        byte[] json = entries.readAll(image.config(), limits.configBytes());
        ImageConfig config = ImageJson.readConfig(json, entries.subject() + " " + image.config(), limits);
        if (config.diffIds().size() != image.layers().size()) {
            throw new MalformedImageException(
                    entries.subject(),
                    image.layers().size() + " layers (expected: "
                            + config.diffIds().size() + " as in the config)");
        }
        List<BlobSource> layers = new ArrayList<>();
        for (int i = 0; i < image.layers().size(); i++) {
            layers.add(layer(image.layers().get(i), config.diffIds().get(i)));
        }
        BlobSource configBlob = BlobSource.of(MediaType.OCI_CONFIG, json);
        Manifest manifest = Manifest.oci(
                configBlob.descriptor(),
                layers.stream().map(BlobSource::descriptor).toList());
        byte[] manifestJson = ImageJson.write(manifest);
        Descriptor descriptor = Descriptor.of(MediaType.OCI_MANIFEST, Digest.of(manifestJson), manifestJson.length);
        return new ResolvedImage(descriptor, manifestJson, manifest, configBlob, config, layers);
    }

    private BlobSource layer(String file, DiffId diffId) throws IOException {
        byte[] head = new byte[Compressors.MAGIC_BYTES];
        int length;
        try (InputStream in = entries.open(file)) {
            length = in.readNBytes(head, 0, head.length);
        }
        Compression compression = Compressors.detect(head, length)
                .orElseThrow(() -> new MalformedImageException(
                        entries.subject(),
                        "layer \"" + file + "\" compressed with "
                                + Compressors.foreignName(head, length).orElse("?")
                                + " (expected: gzip, zstd or none)"));
        Digest digest = compression == Compression.UNCOMPRESSED ? diffId.digest() : hash(file);
        Descriptor descriptor = Descriptor.of(compression.ociLayer(), digest, entries.sizeBytes(file));
        return BlobSource.of(descriptor, () -> entries.open(file));
    }

    private Digest hash(String file) throws IOException {
        MessageDigest hash = Digest.sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = entries.open(file)) {
            int count;
            while ((count = in.read(buffer)) >= 0) {
                hash.update(buffer, 0, count);
            }
        }
        return Digest.finish(hash.digest());
    }
}
