package dev.slipway.engine.layering;

import dev.slipway.engine.BuildResult;
import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.engine.solve.BuildFailedException;
import dev.slipway.engine.store.UsageItem;
import dev.slipway.plan.progress.BuildListener;
import dev.slipway.plan.record.BuildRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What became of one scenario in one variant. */
sealed interface Built {
    /**
     * It was built.
     *
     * @param views the root file system, by who read it
     * @param timesCount whether every layer has the times of the step that made it: false when two steps made the same
     *     but for times, and the store kept the first
     */
    record Image(Map<String, TreeView> views, boolean timesCount) implements Built {}

    /**
     * It was refused.
     *
     * @param line of the Dockerfile; 0 for none
     */
    record Refused(String message, int line) implements Built {}

    /** Reading by the layers' directories, mounted. */
    String MOUNT = "overlay mount";

    /** Reading by the exported layers. */
    String LAYERS = "exported layers";

    /** Reading by the exported root file system. */
    String ROOT_TAR = "exported root";

    /** @param scratch an empty directory */
    static Built build(ScenarioFiles files, BuildVariant variant, EmbeddedBuilder builder, Path scratch)
            throws IOException, InterruptedException {
        Path layout = scratch.resolve("image");
        Path rootTar = scratch.resolve("root.tar");
        Files.createDirectories(scratch);
        BuildResult result;
        try {
            result = builder.build(variant.of(files.request(layout, rootTar)), BuildListener.NONE);
        } catch (BuildFailedException e) {
            int line = e.notes().spans().isEmpty()
                    ? 0
                    : e.notes().spans().getFirst().startLine();
            return new Refused(String.valueOf(e.getMessage()), line);
        } catch (RuntimeException e) {
            return new Refused(e.getClass().getSimpleName() + ": " + e.getMessage(), 0);
        }
        Map<String, TreeView> views = new LinkedHashMap<>();
        views.put(MOUNT, MountView.read(builder.store(), result.snapshots().getFirst(), scratch.resolve("mount")));
        views.put(LAYERS, TarView.ofLayout(layout));
        views.put(ROOT_TAR, TarView.ofTar(rootTar));
        // Of a shared store a part of a copy may get a layer that is the same but for its directories' times.
        boolean shared = files.scenario().times() == Node.Times.ALIKE;
        boolean timesCount = shared ? variant.keepsInstructionsWhole() : eachStepMadeItsOwn(result.record(), builder);
        return new Image(views, timesCount);
    }

    /** The store is the build's own. */
    private static boolean eachStepMadeItsOwn(BuildRecord record, EmbeddedBuilder builder) {
        long added = record.steps().stream()
                .mapToLong(step -> step.cost().layerBytes().size())
                .sum();
        long stored = builder.maintenance().usage().stream()
                .filter(item -> item.kind() == UsageItem.Kind.LAYER && item.id().startsWith("tree-"))
                .count();
        return added == stored;
    }
}
