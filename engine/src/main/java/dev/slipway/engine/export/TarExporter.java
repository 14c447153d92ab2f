package dev.slipway.engine.export;

import dev.slipway.engine.tree.FileTree;
import dev.slipway.engine.tree.TreeNode;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarWriter;
import dev.slipway.image.layer.TarTimes;
import dev.slipway.plan.request.ExportTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code type=tar}: the root file system as one tar with owners, modes and attributes, sorted, times in whole seconds.
 * Several platforms get a directory each ({@code linux_amd64/}).
 */
final class TarExporter {
    private final RootFileSystems rootFileSystems;
    private final OutputStream standardOutput;

    TarExporter(RootFileSystems rootFileSystems, OutputStream standardOutput) {
        this.rootFileSystems = rootFileSystems;
        this.standardOutput = standardOutput;
    }

    void export(ExportTarget.ToTar target, BuildOutput build) throws IOException, InterruptedException {
        try (OutputFile file = OutputFile.open(target.destination(), standardOutput)) {
            LayerTarWriter tar = LayerTarWriter.plain(file.stream(), TarTimes.WHOLE_SECONDS);
            for (BuildOutput.PlatformOutput platform : build.platforms()) {
                FileTree tree = rootFileSystems.of(build, platform);
                ImagePath top = build.multiPlatform() ? ImagePath.of(platform.directoryName()) : ImagePath.ROOT;
                TreeWalk.walk(tree, new Entries(tar, top, build.settings().sourceDateEpoch()));
            }
            tar.finish();
            file.commit();
        }
    }

    /** Writes the nodes of one tree. */
    private static final class Entries implements TreeWalk.Visitor {
        private final LayerTarWriter tar;
        private final ImagePath top;
        private final Optional<Instant> epoch;
        private final Map<String, ImagePath> firstNames = new HashMap<>();

        Entries(LayerTarWriter tar, ImagePath top, Optional<Instant> epoch) {
            this.tar = tar;
            this.top = top;
            this.epoch = epoch;
        }

        @Override
        public void enter(TreeNode node) throws IOException {
            ImagePath path = top.resolve(node.path().relative());
            if (path.isRoot()) {
                return;
            }
            EntryMetadata metadata = LayerFiles.clamped(node.entry().metadata(), epoch);
            if (!node.linkIdentity().isEmpty()) {
                ImagePath first = firstNames.putIfAbsent(node.linkIdentity(), path);
                if (first != null) {
                    tar.put(new LayerEntry.HardLink(path, metadata, first));
                    return;
                }
            }
            switch (node.entry()) {
                case LayerEntry.Directory e -> tar.put(new LayerEntry.Directory(path, metadata));
                case LayerEntry.RegularFile e -> file(node, new LayerEntry.RegularFile(path, metadata, e.sizeBytes()));
                case LayerEntry.Symlink e -> tar.put(new LayerEntry.Symlink(path, metadata, e.target()));
                case LayerEntry.Device e ->
                    tar.put(new LayerEntry.Device(path, metadata, e.block(), e.major(), e.minor()));
                case LayerEntry.Fifo e -> tar.put(new LayerEntry.Fifo(path, metadata));
            }
        }

        private void file(TreeNode node, LayerEntry.RegularFile file) throws IOException {
            if (file.sizeBytes() == 0) {
                tar.put(file);
                return;
            }
            try (InputStream content = RootFileSystems.open(node).stream()) {
                tar.put(file, content);
            }
        }

        @Override
        public void leave(TreeNode directory) {
            // A directory's entry was written when it was entered.
        }
    }
}
