package dev.slipway.engine.export;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.plan.request.ExportTarget;
import java.util.List;
import java.util.Optional;

/**
 * What was written to one target.
 *
 * @param image empty for targets that are files and not an image ({@code type=local}, {@code type=tar})
 */
public record Exported(ExportTarget target, Optional<Image> image) {
    /**
     * @param root manifest, or index when several platforms were built
     * @param config of the manifest; empty when there are several platforms
     * @param names it was given, canonical
     * @param savings what was left out of its layers because later ones hide it
     */
    public record Image(Descriptor root, Optional<Digest> config, List<String> names, List<Saving> savings) {
        public Image {
            names = List.copyOf(names);
            savings = List.copyOf(savings);
        }
    }
}
