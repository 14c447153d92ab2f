package dev.slipway.plan.graph;

import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import java.util.List;
import java.util.Optional;

/**
 * The image config before layers are known.
 *
 * @param config the final runtime settings; {@code diffIds} and {@code history} are those of the base image
 * @param steps what this build adds, in order; the layers that a step's vertex added follow those of the base
 */
public record ImageTemplate(ImageConfig config, List<HistoryStep> steps) {
    public ImageTemplate {
        steps = List.copyOf(steps);
    }

    /**
     * One history entry to be.
     *
     * @param vertex the vertex that adds layers; empty for an instruction that only changes the config. A vertex that
     *     turns out to change nothing gives an {@code empty_layer} entry, as written one with an empty layer
     * @param createdBy as BuildKit writes it, {@code RUN /bin/sh -c make # buildkit}
     */
    public record HistoryStep(Optional<Digest> vertex, String createdBy, String comment) {}
}
