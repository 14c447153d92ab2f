package dev.slipway.inspect;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Compression;
import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImagePath;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.image.layer.CompressionPool;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerBlobWriter;
import dev.slipway.image.layer.LayerCompression;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarWriter;
import dev.slipway.image.layer.TarTimes;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.image.testing.RandomImages;
import dev.slipway.inspect.report.Inspection;
import dev.slipway.inspect.source.LayerOrigins;
import dev.slipway.inspect.tree.ImageScan;
import dev.slipway.inspect.tree.ImageTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Small images written out entry by entry, one call a layer. */
public final class ImageOf {
    private final List<BlobSource> blobs = new ArrayList<>();
    private final List<DiffId> diffIds = new ArrayList<>();
    private final List<ImageConfig.History> history = new ArrayList<>();

    /** Puts the entries of one layer. */
    public static final class Layer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final LayerTarWriter tar = LayerTarWriter.layer(bytes, TarTimes.WHOLE_SECONDS);

        public Layer file(String path, String content) {
            return file(path, content, 0644);
        }

        public Layer file(String path, String content, int mode) {
            byte[] data = content.getBytes(StandardCharsets.UTF_8);
            return put(() -> tar.put(
                    new LayerEntry.RegularFile(ImagePath.of(path), EntryMetadata.of(mode, 0, 0, 1), data.length),
                    new ByteArrayInputStream(data)));
        }

        /** A file of this many bytes, all the same letter. */
        public Layer file(String path, int size, char letter) {
            return file(path, String.valueOf(letter).repeat(size));
        }

        public Layer directory(String path) {
            return put(() -> tar.put(new LayerEntry.Directory(ImagePath.of(path), EntryMetadata.of(0755, 0, 0, 1))));
        }

        public Layer link(String path, String target) {
            return put(() -> tar.put(new LayerEntry.HardLink(
                    ImagePath.of(path), EntryMetadata.of(0644, 0, 0, 1), ImagePath.of(target))));
        }

        public Layer whiteout(String path) {
            return put(() -> tar.put(new LayerEntry.Whiteout(ImagePath.of(path))));
        }

        public Layer opaque(String path) {
            return put(() -> tar.put(new LayerEntry.Opaque(ImagePath.of(path))));
        }

        private Layer put(Put put) {
            try {
                put.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        private interface Put {
            void run() throws IOException;
        }

        byte[] tar() {
            put(tar::finish);
            return bytes.toByteArray();
        }
    }

    public ImageOf layer(String createdBy, Layer layer) {
        byte[] tar = layer.tar();
        BlobSource blob = BlobSource.of(MediaType.OCI_LAYER, tar);
        return blob(createdBy, blob, new DiffId(blob.descriptor().digest()));
    }

    public ImageOf layer(String createdBy, byte[] tar, Compression compression) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CompressionPool pool = CompressionPool.of(1);
                LayerBlobWriter writer = LayerBlobWriter.to(out, LayerCompression.of(compression), pool)) {
            writer.write(tar);
            var blob = writer.finish();
            byte[] bytes = out.toByteArray();
            return blob(
                    createdBy, BlobSource.of(blob.descriptor(), () -> new ByteArrayInputStream(bytes)), blob.diffId());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ImageOf blob(String createdBy, BlobSource blob, DiffId diffId) {
        blobs.add(blob);
        diffIds.add(diffId);
        history.add(new ImageConfig.History(Optional.empty(), createdBy, "", "", false));
        return this;
    }

    /** A layer whose bytes are told as something else than they are. */
    public ImageOf mislabelled(MediaType type, byte[] bytes, DiffId diffId) {
        Descriptor descriptor = Descriptor.of(type, Digest.of(bytes), bytes.length);
        return blob("RUN x", BlobSource.of(descriptor, () -> new ByteArrayInputStream(bytes)), diffId);
    }

    /** An instruction without a layer. */
    public ImageOf step(String createdBy) {
        history.add(new ImageConfig.History(Optional.empty(), createdBy, "", "", true));
        return this;
    }

    public ResolvedImage image() {
        return RandomImages.assemble(config(), blobs);
    }

    public ImageConfig config() {
        return new ImageConfig(
                Platform.parse("linux/amd64"),
                Optional.empty(),
                Optional.empty(),
                ImageConfig.Runtime.EMPTY,
                diffIds,
                history);
    }

    public ImageTree tree() {
        try {
            return ImageScan.read(image(), bytes -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public Inspection inspection() {
        return Inspection.of("test", image(), tree(), LayerOrigins.of(config()));
    }
}
