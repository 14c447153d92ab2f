package dev.slipway.engine.export;

import dev.slipway.engine.solve.Solution;
import dev.slipway.engine.solve.Solved;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Platform;
import dev.slipway.plan.graph.BuildGraph;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.ExportTarget;
import java.util.List;

/**
 * A solved build, ready for export.
 *
 * @param platforms at least one, in the request's order
 * @param multiPlatform whether the image is an index, and files get a directory a platform
 */
public record BuildOutput(
        List<PlatformOutput> platforms, boolean multiPlatform, Solution solution, BuildRequest.ImageSettings settings) {
    public BuildOutput {
        platforms = List.copyOf(platforms);
        if (platforms.isEmpty() || (!multiPlatform && platforms.size() > 1)) {
            throw new IllegalArgumentException(
                    "platforms: " + platforms.size() + " (expected: one, or more when multi-platform)");
        }
    }

    /** One platform's graph. */
    public record PlatformOutput(Platform platform, BuildGraph graph) {
        /** Name of its directory where several platforms share a destination: {@code linux_arm_v7}. */
        String directoryName() {
            return platform.toString().replace('/', '_');
        }
    }

    Solved result(PlatformOutput platform) {
        return solution.of(platform.graph().result());
    }

    Snapshot snapshot(PlatformOutput platform) {
        return result(platform).snapshot();
    }

    /** What the exported image is called: the target's own names, or else the request's tags, in canonical form. */
    List<ImageReference> names(ExportTarget.ImageOptions options) {
        List<String> written = options.names().isEmpty() ? settings.tags() : options.names();
        return written.stream().map(BuildOutput::name).distinct().toList();
    }

    private static ImageReference name(String written) {
        ImageReference name;
        try {
            name = ImageReference.parse(written);
        } catch (IllegalArgumentException e) {
            throw ExportException.badValue("cannot name the image: " + e.getMessage());
        }
        if (name.digest().isPresent()) {
            throw ExportException.badValue(
                    "cannot name the image: \"" + written + "\" (expected: a name with a tag, without a digest)");
        }
        return name;
    }
}
