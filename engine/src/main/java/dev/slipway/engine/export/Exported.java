package dev.slipway.engine.export;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.request.ExportTarget;
import java.util.List;
import java.util.Optional;

/**
 * What was written to one target.
 *
 * @param image empty for targets that are files and not an image ({@code type=local}, {@code type=tar})
 * @param pushes one a repository that it was pushed to
 */
public record Exported(ExportTarget target, Optional<Image> image, List<Push> pushes) {
    public Exported {
        pushes = List.copyOf(pushes);
    }

    /** Nothing was pushed. */
    public Exported(ExportTarget target, Optional<Image> image) {
        this(target, image, List.of());
    }

    /**
     * What a push to one repository took.
     *
     * @param names that the image has there now, canonical
     * @param blobs layers and configs of the image
     * @param uploaded how many of them were sent; the others were there, or were mounted from another repository
     * @param uploadedBytes their compressed sizes
     */
    public record Push(List<String> names, int blobs, int uploaded, long uploadedBytes) {
        public Push {
            names = List.copyOf(names);
        }
    }

    /**
     * @param root manifest, or index when several platforms were built
     * @param config of the manifest; empty when there are several platforms
     * @param names it was given, canonical
     * @param savings what was left out of its layers because later ones hide it
     * @param built what made its layers, one a platform
     */
    public record Image(
            Descriptor root,
            Optional<Digest> config,
            List<String> names,
            List<Saving> savings,
            List<BuildRecord.BuiltImage> built) {
        public Image {
            names = List.copyOf(names);
            savings = List.copyOf(savings);
            built = List.copyOf(built);
        }
    }
}
