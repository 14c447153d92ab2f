package dev.slipway.engine.file;

import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.engine.tree.FileTree;
import java.util.Optional;
import java.util.SortedSet;

/** A layer that a step writes over the root file system. */
final class StepLayer implements AutoCloseable {
    private final LayerDraft layer;
    private final DraftDirectory directory;
    private final TargetTree target;

    StepLayer(Store store, FileTree root) throws LinuxException {
        this.layer = store.layers().begin();
        try {
            this.directory = new DraftDirectory(
                    layer.directory(), store.overlay().opaqueAttribute(), DirectoryHandles.USUALLY_KEPT);
            this.target = new TargetTree(root, directory);
        } catch (LinuxException | RuntimeException e) {
            layer.close();
            throw e;
        }
    }

    TargetTree target() {
        return target;
    }

    /** Names of extended attributes that could not be set. */
    SortedSet<String> refusedXattrs() {
        return directory.refusedXattrs();
    }

    /** Stores what was written; empty when that is nothing. */
    Optional<StoredLayer> commit() throws LinuxException {
        return layer.commit(directory.finish());
    }

    @Override
    public void close() {
        directory.close();
        layer.close();
    }
}
