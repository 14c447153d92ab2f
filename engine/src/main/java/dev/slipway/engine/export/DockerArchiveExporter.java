package dev.slipway.engine.export;

import dev.slipway.image.BlobSource;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.ImageJson;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Limits;
import dev.slipway.image.Manifest;
import dev.slipway.image.archive.DockerArchiveWriter;
import dev.slipway.plan.request.ExportTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** {@code type=docker}: a tar that {@code docker load} reads. Holds one platform. */
final class DockerArchiveExporter {
    private final BlobMaker blobs;
    private final OutputStream standardOutput;

    DockerArchiveExporter(BlobMaker blobs, OutputStream standardOutput) {
        this.blobs = blobs;
        this.standardOutput = standardOutput;
    }

    void export(ExportTarget.ToDockerArchive target, ImageDocuments image, List<ImageReference> names)
            throws IOException, InterruptedException {
        if (image.config().isEmpty()) {
            throw ExportException.unsupported(
                    "cannot write a docker archive: the build is for several platforms (expected: one)",
                    "use type=oci for several platforms");
        }
        try (OutputFile file = OutputFile.open(target.destination(), standardOutput)) {
            DockerArchiveWriter archive = DockerArchiveWriter.to(file.stream(), file.transfer());
            for (LayerImage layer : image.layers()) {
                archive.put(blobs.file(layer));
            }
            for (BlobSource document : image.documents()) {
                archive.put(document);
            }
            archive.finish(
                    ImageIndex.oci(LayoutEntries.of(image, names)),
                    List.of(new DockerArchiveWriter.Image(manifest(image), names)));
            file.commit();
        }
    }

    private static Manifest manifest(ImageDocuments image) throws IOException {
        BlobSource root = image.documents().getLast();
        byte[] json = root.readAll(Limits.DEFAULT.manifestBytes());
        return ImageJson.readManifest(json, "manifest", root.descriptor().mediaType(), Limits.DEFAULT);
    }
}
