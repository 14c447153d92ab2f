package dev.slipway.image.testing;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageException;
import dev.slipway.image.ImageJson;
import dev.slipway.image.Limits;
import dev.slipway.image.Manifest;
import dev.slipway.image.layer.Compressors;
import dev.slipway.image.layer.LayerTarReader;
import dev.slipway.image.source.ResolvedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads the whole of an image and says what about it does not agree. */
public final class ImageVerifier {
    private ImageVerifier() {}

    /** One line a problem; empty for a sound image. */
    public static List<String> problems(ResolvedImage image) throws IOException {
        List<String> problems = new ArrayList<>();
        byte[] json = image.manifestBytes();
        if (!Digest.of(json).equals(image.descriptor().digest())
                || json.length != image.descriptor().sizeBytes()) {
            problems.add("manifest is not what its descriptor says");
        }
        Manifest manifest =
                ImageJson.readManifest(json, "manifest", image.descriptor().mediaType(), Limits.DEFAULT);
        if (!manifest.equals(image.manifest())) {
            problems.add("manifest bytes and value differ");
        }
        byte[] config = image.configBlob().readAll(Limits.DEFAULT.configBytes());
        if (!ImageJson.readConfig(config, "config", Limits.DEFAULT).equals(image.config())) {
            problems.add("config bytes and value differ");
        }
        if (!image.configBlob().descriptor().digest().equals(manifest.config().digest())) {
            problems.add("manifest names another config");
        }
        long layersOfHistory =
                image.config().history().stream().filter(h -> !h.emptyLayer()).count();
        if (!image.config().history().isEmpty()
                && layersOfHistory != image.layers().size()) {
            problems.add("history has " + layersOfHistory + " layers, image "
                    + image.layers().size());
        }
        for (int i = 0; i < image.layers().size(); i++) {
            layer(
                    image.layers().get(i),
                    manifest.layers().get(i),
                    image.config().diffIds().get(i),
                    problems);
        }
        return problems;
    }

    private static void layer(BlobSource layer, Descriptor named, DiffId diffId, List<String> problems)
            throws IOException {
        Descriptor own = layer.descriptor();
        if (!own.digest().equals(named.digest()) || own.sizeBytes() != named.sizeBytes()) {
            problems.add("manifest names " + named.digest() + ", source has " + own.digest());
        }
        try (InputStream tar = Compressors.openTar(layer, diffId);
                LayerTarReader reader = LayerTarReader.layer(tar, "layer " + own.digest(), Limits.DEFAULT)) {
            while (reader.next().isPresent()) {
                reader.content().transferTo(java.io.OutputStream.nullOutputStream());
            }
        } catch (ImageException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }
}
