package dev.slipway.engine.file;

import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.engine.tree.TreeNode;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/** Writes the layers of a copy's parts, all at once. */
final class PartWriter implements PlacedParts.Visitor, AutoCloseable {
    /** Directories that stay open in all drafts together. */
    private static final int OPEN_DIRECTORIES = 1024;

    private final FileCopies copies;
    private final Map<Integer, Draft> drafts = new TreeMap<>();

    private record Draft(LayerDraft layer, DraftDirectory directory, Map<String, ImagePath> firstNames) {}

    /** @param parts those that are written; a walk must tell of no other */
    PartWriter(Store store, List<Integer> parts, FileCopies copies) throws LinuxException {
        this.copies = copies;
        int open = Math.clamp(OPEN_DIRECTORIES / Math.max(1, parts.size()), 8, DirectoryHandles.USUALLY_KEPT);
        try {
            for (int part : parts) {
                drafts.put(part, begin(store, open));
            }
        } catch (LinuxException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static Draft begin(Store store, int open) throws LinuxException {
        LayerDraft layer = store.layers().begin();
        try {
            DraftDirectory directory =
                    new DraftDirectory(layer.directory(), store.overlay().opaqueAttribute(), open);
            return new Draft(layer, directory, new HashMap<>());
        } catch (LinuxException | RuntimeException e) {
            layer.close();
            throw e;
        }
    }

    private Draft draft(int part) {
        Draft draft = drafts.get(part);
        if (draft == null) {
            throw new IllegalStateException("part " + part + " is not written");
        }
        return draft;
    }

    @Override
    public void directory(int part, ImagePath path, EntryMetadata metadata) throws IOException {
        if (path.isRoot()) {
            draft(part).directory().changeDirectory(path, metadata);
        } else {
            draft(part).directory().makeDirectory(path, metadata);
        }
    }

    @Override
    public void retimed(int part, ImagePath path, EntryMetadata metadata) throws IOException {
        draft(part).directory().changeDirectory(path, metadata);
    }

    @Override
    public void leaf(int part, int number, ImagePath path, TreeNode node, EntryMetadata metadata)
            throws IOException, InterruptedException {
        Draft draft = draft(part);
        if (!(node.entry() instanceof LayerEntry.RegularFile)) {
            EntryCopy.special(node, path, metadata, draft.directory());
            return;
        }
        ImagePath first = node.linkIdentity().isEmpty()
                ? null
                : draft.firstNames().putIfAbsent(number + " " + node.linkIdentity(), path);
        if (first == null) {
            copies.copy(node, path, metadata, draft.directory());
        } else {
            draft.directory().hardLink(first, path);
        }
    }

    /** Stores a part; empty when it has no entries. */
    Optional<StoredLayer> commit(int part, SortedSet<String> refusedXattrs) throws LinuxException {
        DraftDirectory directory = draft(part).directory();
        refusedXattrs.addAll(directory.refusedXattrs());
        return draft(part).layer().commit(directory.finish());
    }

    @Override
    public void close() {
        for (Draft draft : drafts.values()) {
            draft.directory().close();
            draft.layer().close();
        }
    }
}
