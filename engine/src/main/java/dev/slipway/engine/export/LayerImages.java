package dev.slipway.engine.export;

import dev.slipway.engine.export.cut.Hidden;
import java.util.List;

/**
 * A stored layer as an image lists it.
 *
 * @param images bottom first; several when the layer was divided
 * @param hidden what was left out because layers above hide it
 */
record LayerImages(List<LayerImage> images, List<Hidden> hidden) {
    LayerImages {
        images = List.copyOf(images);
        hidden = List.copyOf(hidden);
    }
}
