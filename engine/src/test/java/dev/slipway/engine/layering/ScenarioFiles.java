package dev.slipway.engine.layering;

import dev.slipway.image.BlobSource;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.ImagePath;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarWriter;
import dev.slipway.image.layer.TarTimes;
import dev.slipway.image.layout.DirectoryLayoutWriter;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.image.testing.RandomImages;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.request.ExportTarget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A scenario on disk: {@code context/}, and an OCI layout an image. */
record ScenarioFiles(Scenario scenario, Path home) {
    private static final Platform PLATFORM = Platform.host();

    static ScenarioFiles write(Scenario scenario, Path home) throws IOException {
        ScenarioFiles files = new ScenarioFiles(scenario, home);
        files.writeContext();
        for (Map.Entry<String, List<List<TreeChange>>> image : scenario.images().entrySet()) {
            files.writeImage(image.getKey(), LayerTree.stack(image.getValue()));
        }
        if (scenario.hasRun()) {
            Files.createDirectories(home.resolve("tools"));
            Files.copy(Path.of("/bin/busybox"), home.resolve("tools/busybox"));
        }
        return files;
    }

    private void writeContext() throws IOException {
        Path root = Files.createDirectories(home.resolve("context"));
        List<Map.Entry<String, LayerTree.Item>> items = new ArrayList<>(
                LayerTree.stack(List.of(scenario.context())).getFirst().items().entrySet());
        Map<LayerTree.Item, Path> first = new IdentityHashMap<>();
        for (Map.Entry<String, LayerTree.Item> item : items) {
            Path path = root.resolve(item.getKey().substring(1));
            if (item.getValue() instanceof LayerTree.Inode inode) {
                Path known = first.putIfAbsent(inode, path);
                if (known != null) {
                    Files.createLink(path, known);
                } else {
                    writeNode(path, inode.node());
                }
            }
        }
        // what is made in a directory changes its time
        for (Map.Entry<String, LayerTree.Item> item : items.reversed()) {
            Path path = root.resolve(item.getKey().substring(1));
            if (item.getValue() instanceof LayerTree.Inode inode && inode.node().isDirectory()) {
                Instant time = Instant.ofEpochSecond(inode.node().modifiedSeconds(scenario.times()));
                Files.setLastModifiedTime(path, FileTime.from(time));
            }
        }
    }

    private void writeNode(Path path, Node node) throws IOException {
        switch (node.kind()) {
            case DIRECTORY -> Files.createDirectories(path);
            case FILE -> Files.write(path, node.content());
            case SYMLINK -> Files.createSymbolicLink(path, Path.of(node.detail()));
            case FIFO, CHARACTER, BLOCK -> throw new IllegalArgumentException(path + ": a context has files only");
        }
        if (node.kind() != Node.Kind.SYMLINK) {
            Files.setAttribute(path, "unix:mode", node.mode());
            Instant time = Instant.ofEpochSecond(node.modifiedSeconds(scenario.times()));
            Files.setLastModifiedTime(path, FileTime.from(time));
        }
    }

    private void writeImage(String name, List<LayerTree> layers) throws IOException {
        List<BlobSource> blobs = new ArrayList<>();
        List<DiffId> diffIds = new ArrayList<>();
        for (LayerTree layer : layers) {
            byte[] tar = tar(layer);
            blobs.add(BlobSource.of(MediaType.OCI_LAYER, tar));
            diffIds.add(new DiffId(Digest.of(tar)));
        }
        ImageConfig config = new ImageConfig(
                PLATFORM, Optional.empty(), Optional.empty(), ImageConfig.Runtime.EMPTY, diffIds, List.of());
        ResolvedImage image = RandomImages.assemble(config, blobs);
        try (DirectoryLayoutWriter writer = DirectoryLayoutWriter.in(home.resolve(name))) {
            for (BlobSource blob : blobs) {
                writer.put(blob);
            }
            writer.put(image.configBlob());
            writer.put(BlobSource.of(image.manifest().mediaType(), image.manifestBytes()));
            writer.finish(ImageIndex.oci(
                    List.of(image.descriptor().withAnnotations(Map.of("org.opencontainers.image.ref.name", "1")))));
        }
    }

    private byte[] tar(LayerTree layer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        LayerTarWriter tar = LayerTarWriter.layer(bytes, TarTimes.WHOLE_SECONDS);
        Map<LayerTree.Item, String> first = new IdentityHashMap<>();
        for (Map.Entry<String, LayerTree.Item> item : layer.items().entrySet()) {
            String path = item.getKey();
            if (!(item.getValue() instanceof LayerTree.Inode inode)) {
                tar.put(new LayerEntry.Whiteout(new ImagePath(path)));
                continue;
            }
            Node node = inode.node();
            String known = first.putIfAbsent(inode, path);
            if (known != null) {
                tar.put(new LayerEntry.HardLink(
                        new ImagePath(path), node.metadata(scenario.times()), new ImagePath(known)));
            } else if (node.entry(path, scenario.times()) instanceof LayerEntry.RegularFile file) {
                tar.put(file, new ByteArrayInputStream(node.content()));
            } else {
                tar.put(node.entry(path, scenario.times()));
            }
            if (layer.isOpaque(path)) {
                tar.put(new LayerEntry.Opaque(new ImagePath(path)));
            }
        }
        tar.finish();
        return bytes.toByteArray();
    }

    /** Its outputs: an OCI layout with plain layers, and the root file system as a tar. */
    BuildRequest request(Path layout, Path rootTar) {
        Map<String, ContextSpec> contexts = new java.util.LinkedHashMap<>();
        for (String image : scenario.images().keySet()) {
            contexts.put(
                    image,
                    new ContextSpec.Image(new ContextSpec.ImageOrigin.Layout(
                            home.resolve(image), Optional.empty(), Optional.empty())));
        }
        if (scenario.hasRun()) {
            contexts.put("tools", new ContextSpec.Directory(home.resolve("tools")));
        }
        ExportTarget.ImageOptions options = new ExportTarget.ImageOptions(
                dev.slipway.image.Compression.UNCOMPRESSED, Optional.empty(), false, false, List.of(), true);
        return new BuildRequest(
                new BuildRequest.Sources(
                        new BuildRequest.DockerfileLocation.Text("Dockerfile", scenario.dockerfile(), Optional.empty()),
                        Optional.of(new ContextSpec.Directory(home.resolve("context"))),
                        contexts),
                Optional.empty(),
                Map.of(),
                List.of(PLATFORM),
                BuildRequest.CacheRules.DEFAULT,
                BuildRequest.SandboxRules.DEFAULT,
                new BuildRequest.ImageSettings(List.of("layering:1"), Map.of(), Map.of(), Optional.empty()),
                List.of(
                        new ExportTarget.ToLayout(new ExportTarget.Destination.ToFile(layout), false, options),
                        new ExportTarget.ToTar(new ExportTarget.Destination.ToFile(rootTar))));
    }
}
