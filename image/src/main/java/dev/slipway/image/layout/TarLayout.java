package dev.slipway.image.layout;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.Limits;
import dev.slipway.image.source.ArchiveEntries;
import dev.slipway.image.source.ImageSource;
import java.io.IOException;

/**
 * An OCI image layout in a tar, as {@code type=oci} exporters and newer {@code docker save} write it. Does not close
 * the archive, which must stay open while images of it are used.
 */
public final class TarLayout {
    private final ArchiveEntries entries;
    private final LayoutIndex index;
    private final Limits limits;

    private TarLayout(ArchiveEntries entries, LayoutIndex index, Limits limits) {
        this.entries = entries;
        this.index = index;
        this.limits = limits;
    }

    /** Whether an archive has the two files that every layout has. */
    public static boolean isIn(ArchiveEntries entries) {
        return entries.has(LayoutFiles.MARKER) && entries.has(LayoutFiles.INDEX);
    }

    public static TarLayout of(ArchiveEntries entries, Limits limits) throws IOException {
        LayoutIndex index = LayoutIndex.parse(
                entries.subject(),
                entries.readAll(LayoutFiles.MARKER, 4096),
                entries.readAll(LayoutFiles.INDEX, limits.manifestBytes()),
                limits);
        return new TarLayout(entries, index, limits);
    }

    public ImageIndex index() {
        return index.index();
    }

    /** @param reference a tag or full name, a {@code sha256:} digest, or empty for the only image */
    public ImageSource image(String reference) {
        return index.image(reference, this::blob, limits);
    }

    /** A blob of the archive; that it is absent shows when it is opened. */
    public BlobSource blob(Descriptor descriptor) {
        return BlobSource.of(descriptor, () -> entries.open(LayoutFiles.blob(descriptor.digest())));
    }
}
