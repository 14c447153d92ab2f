package dev.slipway.engine.export;

import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.step.Materialiser;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.tree.FileTree;
import dev.slipway.engine.tree.MergedTree;
import dev.slipway.engine.tree.TreeNode;
import java.io.IOException;

/** Results as trees of files; brings base layers to this machine when they are not there. */
final class RootFileSystems {
    private final Store store;
    private final Materialiser materialiser;
    private final StepContext context;

    RootFileSystems(Store store, Materialiser materialiser, StepContext context) {
        this.store = store;
        this.materialiser = materialiser;
        this.context = context;
    }

    FileTree of(BuildOutput build, BuildOutput.PlatformOutput platform) throws InterruptedException {
        return MergedTree.of(materialiser.materialise(build.snapshot(platform), context), store.layers());
    }

    /** The content of a regular file. */
    static OpenFile open(TreeNode file) throws IOException {
        TreeNode.Location location =
                file.location().orElseThrow(() -> new IllegalStateException("file " + file.path() + " is on no disk"));
        return LayerFiles.open(location.root(), location.path());
    }
}
