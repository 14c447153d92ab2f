package dev.slipway.engine.file;

import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.engine.tree.FileTree;
import dev.slipway.engine.tree.TreeNode;
import java.util.List;
import java.util.SortedSet;

/**
 * Decides to which of a step's layers each entry goes. Now all go to one; it is the only place that knows.
 */
final class LayerPlan implements AutoCloseable {
    private final LayerDraft layer;
    private final DraftDirectory directory;
    private final TargetTree target;

    LayerPlan(Store store, FileTree root) throws LinuxException {
        this.layer = store.layers().begin();
        try {
            this.directory =
                    new DraftDirectory(layer.directory(), store.overlay().opaqueAttribute());
            this.target = new TargetTree(root, directory);
        } catch (LinuxException | RuntimeException e) {
            layer.close();
            throw e;
        }
    }

    /** Where a copy of this entry is written. */
    TargetTree layerOf(TreeNode source) {
        return target;
    }

    /** Where entries go that no source has: parents, heredocs, unpacked archives. */
    TargetTree own() {
        return target;
    }

    /** Names of extended attributes that could not be set. */
    SortedSet<String> refusedXattrs() {
        return directory.refusedXattrs();
    }

    /** Stores what was written, bottom first. */
    List<StoredLayer> commit() throws LinuxException {
        return layer.commit(directory.finish()).stream().toList();
    }

    @Override
    public void close() {
        directory.close();
        layer.close();
    }
}
