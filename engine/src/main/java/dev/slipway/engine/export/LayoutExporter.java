package dev.slipway.engine.export;

import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Limits;
import dev.slipway.image.layout.DirectoryLayoutWriter;
import dev.slipway.image.layout.LayoutWriter;
import dev.slipway.image.layout.OciLayout;
import dev.slipway.image.layout.TarLayoutWriter;
import dev.slipway.plan.request.ExportTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code type=oci}: an OCI image layout (OCI image-spec, image-layout.md). A directory gets hard links to the store's
 * blobs where the file system allows, keeps what it had, and its {@code index.json} is replaced last; into a tar the
 * blobs are copied by the kernel, unread.
 */
final class LayoutExporter {
    private final BlobMaker blobs;
    private final OutputStream standardOutput;

    LayoutExporter(BlobMaker blobs, OutputStream standardOutput) {
        this.blobs = blobs;
        this.standardOutput = standardOutput;
    }

    void export(ExportTarget.ToLayout target, ImageDocuments image, List<ImageReference> names)
            throws IOException, InterruptedException {
        List<Descriptor> entries = LayoutEntries.of(image, names);
        if (target.tar()) {
            writeTar(target.destination(), image, entries);
            return;
        }
        switch (target.destination()) {
            case ExportTarget.Destination.ToFile(Path directory) ->
                writeDirectory(directory.toAbsolutePath(), image, entries);
            case ExportTarget.Destination.ToStandardOutput() ->
                throw ExportException.unsupported(
                        "cannot write a layout directory to standard output (expected: tar=true, or a dest)",
                        "leave out tar=false, or give dest=DIRECTORY");
        }
    }

    private void writeTar(ExportTarget.Destination destination, ImageDocuments image, List<Descriptor> entries)
            throws IOException, InterruptedException {
        try (OutputFile file = OutputFile.open(destination, standardOutput)) {
            try (LayoutWriter layout = TarLayoutWriter.to(file.stream(), file.transfer())) {
                for (LayerImage layer : image.layers()) {
                    layout.put(blobs.file(layer));
                }
                finish(layout, image, ImageIndex.oci(entries));
            }
            file.commit();
        }
    }

    private void writeDirectory(Path directory, ImageDocuments image, List<Descriptor> entries)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        ImageIndex before = Files.exists(directory.resolve("index.json"))
                ? OciLayout.open(directory, Limits.DEFAULT).index()
                : ImageIndex.oci(List.of());
        try (LayoutWriter layout = DirectoryLayoutWriter.in(directory)) {
            for (LayerImage layer : image.layers()) {
                if (!isThere(directory, layer.descriptor())) {
                    layout.put(blobs.file(layer));
                }
            }
            finish(layout, image, LayoutEntries.merged(before, entries));
        }
    }

    /** So that a blob that only the base image's registry has is not fetched for a layout that has it. */
    private static boolean isThere(Path directory, Descriptor blob) throws IOException {
        Digest digest = blob.digest();
        Path file = directory.resolve("blobs").resolve(digest.algorithm()).resolve(digest.hex());
        return Files.isRegularFile(file) && Files.size(file) == blob.sizeBytes();
    }

    private static void finish(LayoutWriter layout, ImageDocuments image, ImageIndex index) throws IOException {
        for (BlobSource document : image.documents()) {
            layout.put(document);
        }
        layout.finish(index);
    }
}
