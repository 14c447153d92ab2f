package dev.slipway.image.archive;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Manifest;
import dev.slipway.image.layout.FileTransfer;
import dev.slipway.image.layout.TarLayoutWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * Writes an archive for {@code docker load}: an OCI layout with Docker's {@code manifest.json} beside it, as BuildKit's
 * {@code type=docker} does. Dockers of all ages read the latter, newer ones the former. Compressed layers are fine;
 * zstd ones need a Docker with a containerd image store.
 */
public final class DockerArchiveWriter {
    private final TarLayoutWriter layout;

    private DockerArchiveWriter(TarLayoutWriter layout) {
        this.layout = layout;
    }

    /** Everything goes through the stream, which is not closed. */
    public static DockerArchiveWriter to(OutputStream tar) {
        return to(tar, Optional.empty());
    }

    /** Does not close {@code tar}; see {@link TarLayoutWriter#to} for {@code files}. */
    public static DockerArchiveWriter to(OutputStream tar, Optional<FileTransfer> files) {
        return new DockerArchiveWriter(TarLayoutWriter.to(tar, files));
    }

    /**
     * An image of the archive.
     *
     * @param names what Docker shall call it; may be empty
     */
    public record Image(Manifest manifest, List<ImageReference> names) {
        public Image {
            names = List.copyOf(names);
        }
    }

    /** Puts a layer, config or manifest, each once. */
    public void put(BlobSource blob) throws IOException {
        layout.put(blob);
    }

    /** @param index names the manifests, see {@link dev.slipway.image.layout.ImageNames} */
    public void finish(ImageIndex index, List<Image> images) throws IOException {
        List<DockerManifest> entries =
                images.stream().map(DockerArchiveWriter::entry).toList();
        layout.file(DockerManifest.FILE, DockerManifest.write(entries));
        layout.finish(index);
    }

    private static DockerManifest entry(Image image) {
        return new DockerManifest(
                file(image.manifest().config().digest()),
                // Docker wants a tag; a name by digest alone cannot be one.
                image.names().stream()
                        .filter(name -> name.tag().isPresent())
                        .map(name ->
                                new ImageReference(name.registry(), name.repository(), name.tag(), Optional.empty()))
                        .map(ImageReference::familiar)
                        .toList(),
                image.manifest().layers().stream()
                        .map(Descriptor::digest)
                        .map(DockerArchiveWriter::file)
                        .toList());
    }

    private static String file(Digest digest) {
        return "blobs/" + digest.algorithm() + "/" + digest.hex();
    }
}
