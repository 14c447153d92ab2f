package dev.slipway.engine.store;

import java.util.List;

/**
 * What a step produced: the layers it added, bottom first; an empty list when it changed nothing.
 */
public record ActionResult(List<LayerId> layers) {
    public ActionResult {
        layers = List.copyOf(layers);
    }
}
