package dev.slipway.image.testing;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Compression;
import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageConfig.History;
import dev.slipway.image.ImageJson;
import dev.slipway.image.ImagePath;
import dev.slipway.image.Manifest;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.image.layer.CompressionPool;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerBlob;
import dev.slipway.image.layer.LayerBlobWriter;
import dev.slipway.image.layer.LayerCompression;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarWriter;
import dev.slipway.image.layer.TarTimes;
import dev.slipway.image.source.ResolvedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Small images made from a seed: the same seed gives the same digests. */
public final class RandomImages {
    private final Random random;

    private RandomImages(long seed) {
        this.random = new Random(seed);
    }

    public static RandomImages seeded(long seed) {
        return new RandomImages(seed);
    }

    /** An image of one linux/amd64 with this many layers of a few files each. */
    public ResolvedImage image(int layers, Compression compression) throws IOException {
        return image(layers, compression, Platform.parse("linux/amd64"));
    }

    public ResolvedImage image(int layers, Compression compression, Platform platform) throws IOException {
        List<BlobSource> blobs = new ArrayList<>();
        List<DiffId> diffIds = new ArrayList<>();
        List<History> history = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            byte[] tar = layerTar(i, 1 + random.nextInt(6));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            diffIds.add(compress(tar, compression, out, blobs).diffId());
            history.add(new History(Optional.of(Instant.EPOCH), "COPY layer" + i + " /", "", "random", false));
        }
        history.add(new History(Optional.of(Instant.EPOCH), "CMD [\"/bin/true\"]", "", "random", true));
        ImageConfig config = new ImageConfig(
                platform, Optional.of(Instant.EPOCH), Optional.empty(), ImageConfig.Runtime.EMPTY, diffIds, history);
        return assemble(config, blobs);
    }

    /** Config and manifest around layers. */
    public static ResolvedImage assemble(ImageConfig config, List<BlobSource> layers) {
        BlobSource configBlob = BlobSource.of(MediaType.OCI_CONFIG, ImageJson.write(config));
        Manifest manifest = Manifest.oci(
                configBlob.descriptor(),
                layers.stream().map(BlobSource::descriptor).toList());
        byte[] json = ImageJson.write(manifest);
        Descriptor descriptor = BlobSource.of(MediaType.OCI_MANIFEST, json).descriptor();
        return new ResolvedImage(
                descriptor.withPlatform(config.platform()), json, manifest, configBlob, config, layers);
    }

    private static LayerBlob compress(
            byte[] tar, Compression compression, ByteArrayOutputStream out, List<BlobSource> blobs) throws IOException {
        try (CompressionPool pool = CompressionPool.of(1);
                LayerBlobWriter writer = LayerBlobWriter.to(out, LayerCompression.of(compression), pool)) {
            writer.write(tar);
            LayerBlob blob = writer.finish();
            byte[] bytes = out.toByteArray();
            blobs.add(BlobSource.of(blob.descriptor(), () -> new ByteArrayInputStream(bytes)));
            return blob;
        }
    }

    /** A tar of a directory {@code /layer<number>} with files, a link and, above the first layer, a whiteout. */
    public byte[] layerTar(int number, int files) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LayerTarWriter tar = LayerTarWriter.layer(out, TarTimes.WHOLE_SECONDS);
        ImagePath directory = ImagePath.of("/layer" + number);
        tar.put(new LayerEntry.Directory(directory, EntryMetadata.of(0755, 0, 0, 1_000_000)));
        for (int i = 0; i < files; i++) {
            byte[] content = new byte[random.nextInt(20_000)];
            random.nextBytes(content);
            EntryMetadata metadata = EntryMetadata.of(0644, 1000 + i, 1000, 1_000_000 + i);
            tar.put(
                    new LayerEntry.RegularFile(directory.resolve("file" + i), metadata, content.length),
                    new ByteArrayInputStream(content));
        }
        tar.put(new LayerEntry.Symlink(directory.resolve("link"), EntryMetadata.of(0777, 0, 0, 0), "file0"));
        if (number > 0) {
            tar.put(new LayerEntry.Whiteout(ImagePath.of("/layer" + (number - 1) + "/file0")));
        }
        tar.finish();
        return out.toByteArray();
    }
}
