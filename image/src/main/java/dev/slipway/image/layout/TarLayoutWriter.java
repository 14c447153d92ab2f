package dev.slipway.image.layout;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.FileBlob;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.ImageJson;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarWriter;
import dev.slipway.image.layer.TarTimes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a layout as one tar, blob by blob in the order of {@link #put}, the index last. All times are 0, so equal
 * blobs in equal order give an equal tar. Memory holds only the digests that were written.
 */
public final class TarLayoutWriter implements LayoutWriter {
    private final LayerTarWriter tar;
    private final Optional<FileTransfer> files;
    private final Set<Digest> written = new HashSet<>();
    private final Set<String> directories = new HashSet<>();

    private TarLayoutWriter(OutputStream tar, Optional<FileTransfer> files) {
        this.tar = LayerTarWriter.plain(tar, TarTimes.WHOLE_SECONDS);
        this.files = files;
    }

    /** Everything goes through the stream, which is not closed. */
    public static TarLayoutWriter to(OutputStream tar) {
        return new TarLayoutWriter(tar, Optional.empty());
    }

    /**
     * Does not close {@code tar}.
     *
     * @param files takes blobs that are files, which are then not read and verified here; empty when all go through the
     *     stream
     */
    public static TarLayoutWriter to(OutputStream tar, Optional<FileTransfer> files) {
        return new TarLayoutWriter(tar, files);
    }

    @Override
    public void put(BlobSource blob) throws IOException {
        Digest digest = blob.descriptor().digest();
        if (!written.add(digest)) {
            return;
        }
        directory(LayoutFiles.BLOBS);
        directory(LayoutFiles.BLOBS + "/" + digest.algorithm());
        long sizeBytes = blob.descriptor().sizeBytes();
        LayerEntry.RegularFile entry = entry(LayoutFiles.blob(digest), sizeBytes);
        if (files.isPresent() && blob instanceof FileBlob(Descriptor what, Path file)) {
            tar.put(entry, () -> files.get().append(file, sizeBytes));
            return;
        }
        try (InputStream in = blob.open()) {
            tar.put(entry, in);
        }
    }

    private void directory(String name) throws IOException {
        if (directories.add(name)) {
            tar.put(new LayerEntry.Directory(ImagePath.of(name), EntryMetadata.of(0755, 0, 0, 0)));
        }
    }

    /** A small file beside the layout's own, such as Docker's {@code manifest.json}; before {@link #finish}. */
    public void file(String name, byte[] content) throws IOException {
        tar.put(entry(name, content.length), new ByteArrayInputStream(content));
    }

    private static LayerEntry.RegularFile entry(String name, long sizeBytes) {
        return new LayerEntry.RegularFile(ImagePath.of(name), EntryMetadata.of(0644, 0, 0, 0), sizeBytes);
    }

    @Override
    public void finish(ImageIndex index) throws IOException {
        file(LayoutFiles.MARKER, LayoutFiles.marker());
        file(LayoutFiles.INDEX, ImageJson.write(index));
        tar.finish();
    }

    /** Nothing is held that needs closing. */
    @Override
    public void close() {}
}
