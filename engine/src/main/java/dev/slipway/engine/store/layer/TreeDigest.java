package dev.slipway.engine.store.layer;

import dev.slipway.engine.store.IndexEntry;
import dev.slipway.image.Digest;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.plan.graph.CanonicalForm;
import java.util.Map;

/**
 * The identity of a layer made here (K1, K2): {@link CanonicalForm} {@code ("layer-tree", 1)} of the entries in path
 * order, without modification times. Each entry is its type as one letter, its path, and:
 *
 * <pre>
 * d l f b c p   mode, uid, gid, number of xattrs, then each name and value
 * f             size, sha256 in hexadecimal
 * l             target
 * b c           major, minor
 * all of these  1-based number of the first entry that is the same inode; 0 for an inode with one name
 * w o           nothing more: whiteout, opaque mark
 * </pre>
 *
 * <p>The root is an entry only when its mode, owner or attributes differ from {@code 0755 0:0} without attributes.
 */
public final class TreeDigest {
    private final CanonicalForm form = new CanonicalForm("layer-tree", 1);
    private final LinkNumbers links = new LinkNumbers();
    private long number;

    static Digest of(MappedIndex index) {
        TreeDigest digest = new TreeDigest();
        index.entries().forEach(digest::add);
        return digest.finish();
    }

    /** Ends the tree; the object is of no further use. */
    public Digest finish() {
        return form.digest();
    }

    /** Entries in path order: parents first, siblings by the bytes of their names, an opaque mark after its directory. */
    public void add(IndexEntry entry) {
        number++;
        switch (entry.entry()) {
            case LayerEntry.Whiteout e -> form.text("w").text(e.path().value());
            case LayerEntry.Opaque e -> form.text("o").text(e.path().value());
            case LayerEntry.HardLink e -> throw new IllegalStateException("a hard link in an index: " + e.path());
            case LayerEntry.Inode e -> inode(e, entry);
        }
    }

    private void inode(LayerEntry.Inode inode, IndexEntry entry) {
        form.text(letter(inode)).text(inode.path().value());
        metadata(inode.metadata());
        switch (inode) {
            case LayerEntry.RegularFile e ->
                form.number(e.sizeBytes())
                        .text(entry.content()
                                .orElseThrow(() -> new IllegalStateException("no digest of " + e.path()))
                                .hex());
            case LayerEntry.Symlink e -> form.text(e.target());
            case LayerEntry.Device e -> form.number(e.major()).number(e.minor());
            case LayerEntry.Directory e -> {}
            case LayerEntry.Fifo e -> {}
        }
        form.number(entry.linkGroup() == 0 ? 0 : links.first(entry.linkGroup(), number));
    }

    private void metadata(EntryMetadata metadata) {
        form.number(metadata.mode())
                .number(metadata.uid())
                .number(metadata.gid())
                .number(metadata.xattrs().size());
        for (Map.Entry<String, byte[]> attribute : metadata.xattrs().entrySet()) {
            form.text(attribute.getKey()).bytes(attribute.getValue());
        }
    }

    private static String letter(LayerEntry.Inode inode) {
        return switch (inode) {
            case LayerEntry.Directory e -> "d";
            case LayerEntry.RegularFile e -> "f";
            case LayerEntry.Symlink e -> "l";
            case LayerEntry.Device e -> e.block() ? "b" : "c";
            case LayerEntry.Fifo e -> "p";
        };
    }

    /** Link group to the number of its first entry. */
    private static final class LinkNumbers {
        private final LongTable table = new LongTable(1);

        long first(int group, long number) {
            long[] known = new long[1];
            if (table.get(group, known)) {
                return known[0];
            }
            known[0] = number;
            table.put(group, known);
            return number;
        }
    }
}
