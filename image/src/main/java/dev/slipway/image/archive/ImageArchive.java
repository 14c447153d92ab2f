package dev.slipway.image.archive;

import dev.slipway.image.ImageReference;
import dev.slipway.image.Limits;
import dev.slipway.image.MalformedImageException;
import dev.slipway.image.layout.TarLayout;
import dev.slipway.image.source.ArchiveEntries;
import dev.slipway.image.source.ImageSource;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * An archive of images in any of the forms that Docker and OCI tools write: {@code manifest.json} with layer tars
 * ({@code docker save}), an OCI layout in a tar, or both in one; compressed or not. Where both are there the OCI layout
 * is read, for it keeps the image's own manifest.
 *
 * <p>Must stay open while images of it are used.
 */
public final class ImageArchive implements Closeable {
    private final ArchiveEntries entries;
    private final Form form;

    /** Finds an image by a name, a digest or, when there is but one, by the empty text. */
    private interface Form {
        ImageSource image(String reference) throws IOException;
    }

    private ImageArchive(ArchiveEntries entries, Form form) {
        this.entries = entries;
        this.form = form;
    }

    /** @param scratch an existing directory for the uncompressed form of a compressed archive */
    public static ImageArchive open(Path archive, Path scratch, Limits limits) throws IOException {
        return of(ArchiveEntries.open(archive, scratch, limits), limits);
    }

    /** An archive from a stream; it is written to {@code scratch} first. */
    public static ImageArchive spool(InputStream archive, String subject, Path scratch, Limits limits)
            throws IOException {
        return of(ArchiveEntries.spool(archive, subject, scratch, limits), limits);
    }

    private static ImageArchive of(ArchiveEntries entries, Limits limits) throws IOException {
        try {
            return new ImageArchive(entries, form(entries, limits));
        } catch (IOException | RuntimeException e) {
            entries.close();
            throw e;
        }
    }

    private static Form form(ArchiveEntries entries, Limits limits) throws IOException {
        if (TarLayout.isIn(entries)) {
            return TarLayout.of(entries, limits)::image;
        }
        if (entries.has(DockerManifest.FILE)) {
            return new DockerArchive(entries, DockerManifest.read(entries, limits), limits)::image;
        }
        boolean old = entries.has("repositories");
        throw new MalformedImageException(
                entries.subject(),
                (old ? "an archive of Docker before 1.10" : "no \"manifest.json\" and no \"index.json\"")
                        + " (expected: what docker save or an OCI tool writes)");
    }

    /**
     * @param reference a name such as {@code app:1}, a tag of an OCI layout, a {@code sha256:} digest, or empty for the
     *     only image
     */
    public ImageSource image(String reference) throws IOException {
        return form.image(reference);
    }

    public ImageSource image(ImageReference reference) throws IOException {
        return form.image(reference.toString());
    }

    @Override
    public void close() throws IOException {
        entries.close();
    }
}
