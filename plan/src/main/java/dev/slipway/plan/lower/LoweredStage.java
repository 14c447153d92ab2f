package dev.slipway.plan.lower;

import dev.slipway.image.ImageConfig;
import dev.slipway.plan.graph.ImageTemplate.HistoryStep;
import dev.slipway.plan.graph.Vertex;
import java.util.List;

/**
 * A stage, done.
 *
 * @param base the image at its bottom
 * @param history what was added to the base's
 */
record LoweredStage(Vertex root, ImageConfig base, ConfigFold config, Scope scope, List<HistoryStep> history) {
    LoweredStage {
        history = List.copyOf(history);
    }
}
