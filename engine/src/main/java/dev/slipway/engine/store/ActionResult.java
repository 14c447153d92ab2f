package dev.slipway.engine.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a step produced: the layers it added, bottom first; an empty list when it changed nothing.
 *
 * @param finished when the step ran, to the second; images made from the record say so, whenever they are made
 * @param took how long it ran; what running it again would cost
 */
public record ActionResult(List<LayerId> layers, Instant finished, Duration took) {
    public ActionResult {
        layers = List.copyOf(layers);
    }
}
