package dev.slipway.engine.export;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.Nodes;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.tree.FileTree;
import dev.slipway.plan.request.ExportTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * {@code type=local}: the root file system as files of a directory. Files belong to the caller, as with buildx; modes,
 * times, links and attributes are kept where the caller may set them. What the directory had and the result has not
 * stays. A new directory appears when it is whole; in an existing one every file is replaced at once.
 */
final class DirectoryExporter {
    private final RootFileSystems rootFileSystems;

    DirectoryExporter(RootFileSystems rootFileSystems) {
        this.rootFileSystems = rootFileSystems;
    }

    /** @return what could not be written as it was, for the user to know */
    List<String> export(ExportTarget.ToDirectory target, BuildOutput build) throws IOException, InterruptedException {
        Path directory = target.directory().toAbsolutePath().normalize();
        DirectoryWriter.Warnings warnings = new DirectoryWriter.Warnings();
        if (Files.exists(directory)) {
            write(directory, build, warnings);
            return warnings.texts();
        }
        Files.createDirectories(directory.getParent());
        Path temporary = directory.resolveSibling("." + directory.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            write(temporary, build, warnings);
            Nodes.renameNew(Place.of(temporary), Place.of(directory));
            return warnings.texts();
        } finally {
            Directories.deleteTree(Place.of(temporary));
        }
    }

    private void write(Path directory, BuildOutput build, DirectoryWriter.Warnings warnings)
            throws IOException, InterruptedException {
        for (BuildOutput.PlatformOutput platform : build.platforms()) {
            FileTree tree = rootFileSystems.of(build, platform);
            Path top = build.multiPlatform() ? directory.resolve(platform.directoryName()) : directory;
            Files.createDirectories(top);
            try (DirectoryWriter writer =
                    new DirectoryWriter(top, build.settings().sourceDateEpoch(), warnings)) {
                TreeWalk.walk(tree, writer);
            }
        }
    }
}
