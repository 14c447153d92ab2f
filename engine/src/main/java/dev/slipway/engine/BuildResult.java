package dev.slipway.engine;

import dev.slipway.engine.export.Exported;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.image.Digest;
import dev.slipway.plan.record.BuildRecord;
import java.util.List;
import java.util.Optional;

/**
 * What a build that succeeded gave.
 *
 * @param record as written to the store
 * @param snapshots the root file system of each platform, in the request's order
 * @param outputs one an {@code ExportTarget} of the request, in its order
 */
public record BuildResult(BuildRecord record, List<Snapshot> snapshots, List<Exported> outputs) {
    public BuildResult {
        snapshots = List.copyOf(snapshots);
        outputs = List.copyOf(outputs);
    }

    /** What {@code --iidfile} gets: the config's digest, or the index's when there are several platforms. */
    public Optional<Digest> imageId() {
        return outputs.stream()
                .flatMap(output -> output.image().stream())
                .map(image -> image.config().orElse(image.root().digest()))
                .findFirst();
    }
}
