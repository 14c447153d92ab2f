package dev.slipway.engine.tree;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.Place;
import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Trees as lines of text, one entry a line, to be compared. The root is left out. */
public final class Drawn {
    private final boolean times;

    private Drawn(boolean times) {
        this.times = times;
    }

    public static Drawn withTimes() {
        return new Drawn(true);
    }

    public static Drawn withoutTimes() {
        return new Drawn(false);
    }

    /** What the kernel shows below a directory. */
    public String disk(Path root) throws IOException {
        List<String> lines = new ArrayList<>();
        disk(Place.of(root).name(), ImagePath.ROOT, lines);
        return String.join("\n", lines);
    }

    private void disk(String root, ImagePath directory, List<String> lines) throws IOException {
        List<Directories.Name> names =
                new ArrayList<>(Directories.list(Place.of(root + (directory.isRoot() ? "" : directory.value()))));
        names.sort(Comparator.comparing(name -> directory.resolve(name.name())));
        for (Directories.Name name : names) {
            ImagePath path = directory.resolve(name.name());
            Place place = Place.of(root + path.value());
            Optional<FileStatus> status = FileStatus.find(place);
            // overlayfs lists whiteouts of directories that no other layer has, but does not find them
            if (status.isPresent()) {
                Optional<Digest> content =
                        status.get().isRegular() ? Optional.of(ScannedIndex.digest(place)) : Optional.empty();
                lines.add(line(ScannedIndex.entry(path, status.get(), place), content));
                if (status.get().isDirectory()) {
                    disk(root, path, lines);
                }
            }
        }
    }

    public String tree(FileTree tree) {
        List<String> lines = new ArrayList<>();
        tree(tree, ImagePath.ROOT, lines);
        return String.join("\n", lines);
    }

    private void tree(FileTree tree, ImagePath directory, List<String> lines) {
        for (TreeNode node : tree.children(directory)) {
            if (!tree.find(node.path()).equals(Optional.of(node))) {
                throw new AssertionError(node + " is listed but " + tree.find(node.path()) + " is found");
            }
            lines.add(line(node.entry(), node.content()));
            tree(tree, node.path(), lines);
        }
    }

    private String line(LayerEntry.Inode entry, Optional<Digest> content) {
        EntryMetadata m = entry.metadata();
        String what = switch (entry) {
            case LayerEntry.Directory ignored -> "dir";
            case LayerEntry.RegularFile file ->
                "file " + file.sizeBytes() + " " + content.map(Digest::shortHex).orElse("?");
            case LayerEntry.Symlink link -> "-> " + link.target();
            case LayerEntry.Fifo ignored -> "fifo";
            case LayerEntry.Device device ->
                (device.block() ? "block " : "char ") + device.major() + ":" + device.minor();
        };
        StringBuilder line = new StringBuilder(
                entry.path() + " " + what + " " + Integer.toOctalString(m.mode()) + " " + m.uid() + ":" + m.gid());
        if (times) {
            line.append(" @").append(m.modifiedSeconds()).append('.').append(m.modifiedNanos());
        }
        m.xattrs()
                .forEach((name, value) -> line.append(" ")
                        .append(name)
                        .append("=")
                        .append(HexFormat.of().formatHex(value)));
        return line.toString();
    }
}
