package dev.slipway.engine.export.cut;

import java.util.List;

/**
 * How a layer is divided into blobs.
 *
 * @param cuts bottom first, at least one
 * @param hidden what is left out and by whom it is hidden; empty when nothing is left out
 */
public record CutLayer(List<LayerCut> cuts, List<Hidden> hidden) {
    public CutLayer {
        cuts = List.copyOf(cuts);
        hidden = List.copyOf(hidden);
    }
}
