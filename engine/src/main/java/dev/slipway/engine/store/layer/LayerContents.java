package dev.slipway.engine.store.layer;

import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.IndexEntry;
import dev.slipway.engine.store.LayerIndex;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.LayerEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * A stored layer as the entries of a tar, in an order that depends on nothing but the entries: parents before children,
 * siblings by the bytes of their names, an opaque mark after its directory. The first name of an inode is the object,
 * further ones are {@link LayerEntry.HardLink}s to it. Files are opened one at a time.
 */
public final class LayerContents {
    private final StoredLayer layer;
    private final Iterable<IndexEntry> entries;

    public LayerContents(StoredLayer layer, LayerIndex index) {
        this(layer, index.entries());
    }

    /** @param entries those of the layer that are wanted, in the index's order, each with the directories on its way */
    public LayerContents(StoredLayer layer, Iterable<IndexEntry> entries) {
        this.layer = layer;
        this.entries = entries;
    }

    /** Takes entries. */
    public interface Visitor {
        /** Everything that has no content: all but regular files of more than 0 bytes. */
        void entry(LayerEntry entry) throws IOException;

        /** @param content of exactly the file's size; closed by the caller of this method */
        void file(LayerEntry.RegularFile file, InputStream content) throws IOException;
    }

    /** Visits the entries. Throws IOException when a file is not as the index says. */
    public void visit(Visitor visitor) throws IOException {
        Map<Integer, ImagePath> firstNames = new HashMap<>();
        try (OpenFile root = OpenFile.directory(Place.of(layer.directory()))) {
            for (IndexEntry indexed : entries) {
                LayerEntry entry = indexed.entry();
                ImagePath first =
                        indexed.linkGroup() == 0 ? null : firstNames.putIfAbsent(indexed.linkGroup(), entry.path());
                if (first != null && entry instanceof LayerEntry.Inode inode) {
                    visitor.entry(new LayerEntry.HardLink(entry.path(), inode.metadata(), first));
                } else if (entry instanceof LayerEntry.RegularFile file && file.sizeBytes() > 0) {
                    try (OpenFile open =
                            OpenFile.read(Place.in(root, entry.path().relative()))) {
                        visitor.file(file, open.stream());
                    }
                } else {
                    visitor.entry(entry);
                }
            }
        }
    }
}
