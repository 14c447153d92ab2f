package dev.slipway.engine.file;

import dev.slipway.engine.store.IndexEntry;
import dev.slipway.engine.store.layer.TreeDigest;
import dev.slipway.engine.tree.TreeNode;
import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What the layers of a copy's parts will be known by, before anything is written. A part that holds a file under several
 * names has no answer here: the digest of a layer tells at a file's first name that there will be another.
 */
final class PartDigests implements PlacedParts.Visitor {
    private final TreeDigest[] digests;
    private final boolean[] unknown;
    private final Set<String> linked = new HashSet<>();

    PartDigests(int parts) {
        digests = new TreeDigest[parts];
        unknown = new boolean[parts];
        for (int part = 0; part < parts; part++) {
            digests[part] = new TreeDigest();
        }
    }

    @Override
    public void directory(int part, ImagePath path, EntryMetadata metadata) {
        if (!path.isRoot() || !isPlainRoot(metadata)) {
            digests[part].add(new IndexEntry(new LayerEntry.Directory(path, metadata), Optional.empty(), 0));
        }
    }

    private static boolean isPlainRoot(EntryMetadata metadata) {
        return metadata.mode() == 0755
                && metadata.uid() == 0
                && metadata.gid() == 0
                && metadata.xattrs().isEmpty();
    }

    @Override
    public void retimed(int part, ImagePath path, EntryMetadata metadata) {
        // times are not part of it
    }

    @Override
    public void leaf(int part, int number, ImagePath path, TreeNode node, EntryMetadata metadata) {
        boolean file = node.entry() instanceof LayerEntry.RegularFile;
        boolean again = !node.linkIdentity().isEmpty() && !linked.add(number + " " + node.linkIdentity());
        if (again || file && node.content().isEmpty()) {
            unknown[part] = true;
        }
        if (!unknown[part]) {
            digests[part].add(new IndexEntry(at(path, node.entry(), metadata), node.content(), 0));
        }
    }

    private static LayerEntry.Inode at(ImagePath path, LayerEntry.Inode entry, EntryMetadata metadata) {
        return switch (entry) {
            case LayerEntry.RegularFile e -> new LayerEntry.RegularFile(path, metadata, e.sizeBytes());
            case LayerEntry.Symlink e -> new LayerEntry.Symlink(path, metadata, e.target());
            case LayerEntry.Device e -> new LayerEntry.Device(path, metadata, e.block(), e.major(), e.minor());
            case LayerEntry.Fifo ignored -> new LayerEntry.Fifo(path, metadata);
            case LayerEntry.Directory ignored -> new LayerEntry.Directory(path, metadata);
        };
    }

    /** Empty when it cannot be known beforehand. Asked once a part. */
    Optional<Digest> finish(int part) {
        return unknown[part] ? Optional.empty() : Optional.of(digests[part].finish());
    }
}
