package dev.slipway.image.layout;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.FileBlob;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.Limits;
import dev.slipway.image.MalformedImageException;
import dev.slipway.image.source.ImageSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * An OCI image layout in a directory: {@code oci-layout}, {@code index.json}, {@code blobs/sha256/<hex>}.
 *
 * <p>Opening reads the two small files; blobs are read, and verified, when they are opened. Throws
 * MalformedImageException when the directory is no layout, {@link LayoutException} when the wanted image is not in it.
 */
public final class OciLayout {
    private final Path directory;
    private final LayoutIndex index;
    private final Limits limits;

    private OciLayout(Path directory, LayoutIndex index, Limits limits) {
        this.directory = directory;
        this.index = index;
        this.limits = limits;
    }

    public static OciLayout open(Path directory, Limits limits) throws IOException {
        String subject = "image layout " + directory;
        byte[] marker = small(directory, LayoutFiles.MARKER, subject, 4096);
        byte[] index = small(directory, LayoutFiles.INDEX, subject, limits.manifestBytes());
        return new OciLayout(directory, LayoutIndex.parse(subject, marker, index, limits), limits);
    }

    private static byte[] small(Path directory, String name, String subject, int maxBytes) throws IOException {
        try (InputStream in = Files.newInputStream(directory.resolve(name))) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new MalformedImageException(subject, "file \"" + name + "\" of more than " + maxBytes + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new MalformedImageException(subject, "no file \"" + name + "\" (expected: an OCI image layout)", e);
        }
    }

    public ImageIndex index() {
        return index.index();
    }

    /** @param reference a tag or full name, a {@code sha256:} digest, or empty for the only image */
    public Descriptor find(String reference) {
        return index.find(reference);
    }

    /** A blob of this layout; that it is absent shows here, that it is broken when it is read. */
    public FileBlob blob(Descriptor descriptor) {
        Path file = directory.resolve(LayoutFiles.blob(descriptor.digest()));
        if (!Files.isRegularFile(file)) {
            throw new LayoutException(
                    "cannot read " + descriptor.digest() + " of image layout " + directory + ": no such blob", "");
        }
        return new FileBlob(descriptor, file);
    }

    /** An image of this layout, for {@link #find}'s names. */
    public ImageSource image(String reference) {
        return index.image(reference, this::lookup, limits);
    }

    /** Layers of other platforms may be missing from a layout, so absence is reported only on opening. */
    private BlobSource lookup(Descriptor descriptor) {
        return new FileBlob(descriptor, directory.resolve(LayoutFiles.blob(descriptor.digest())));
    }
}
