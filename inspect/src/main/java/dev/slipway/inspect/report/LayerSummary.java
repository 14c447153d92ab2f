package dev.slipway.inspect.report;

import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;
import dev.slipway.inspect.source.LayerOrigin;
import java.util.List;

/**
 * One layer.
 *
 * @param blob its size is the compressed one
 * @param unpackedBytes sum of its files' sizes, as dive counts
 * @param largest the directories that hold most of it, at most {@value Tops#IN_LAYER}
 */
public record LayerSummary(
        Descriptor blob, DiffId diffId, LayerOrigin origin, long unpackedBytes, long files, List<SizedPath> largest) {
    public LayerSummary {
        largest = List.copyOf(largest);
    }
}
