package dev.slipway.cli;

import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.inspect.source.LayerOrigins;
import dev.slipway.inspect.source.SourceLine;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.record.BuildRecord.BuiltImage;
import dev.slipway.plan.record.BuildRecord.BuiltLayer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Which Dockerfile line made which layer of an image, by the records of this machine's builds: wherever the image is now,
 * the same config or the same layers were exported by a build. Layers of a base image that was built here too are told by
 * that build's record. Lines are those that the Dockerfile had then.
 */
final class RecordedLines {
    private final List<BuildRecord> builds;
    private final List<DiffId> diffIds;
    private final List<Optional<SourceLine>> lines;

    private record Found(BuildRecord build, BuiltImage image) {}

    private RecordedLines(List<BuildRecord> builds, List<DiffId> diffIds) {
        this.builds = builds;
        this.diffIds = diffIds;
        this.lines = new ArrayList<>(Collections.nCopies(diffIds.size(), Optional.empty()));
    }

    /** @param newestFirst of several builds of the same the newest counts */
    static LayerOrigins origins(ResolvedImage image, List<BuildRecord> newestFirst) {
        RecordedLines known = new RecordedLines(newestFirst, image.config().diffIds());
        known.fill(image.manifest().config().digest());
        return LayerOrigins.of(image.config(), known.lines);
    }

    private void fill(Digest config) {
        Optional<Found> next = exact(config).or(() -> longest(diffIds.size()));
        while (next.isPresent()) {
            next = longest(take(next.get()));
        }
    }

    private Optional<Found> exact(Digest config) {
        return all().stream()
                .filter(found -> found.image().config().equals(config))
                .filter(found -> isBelow(found.image(), diffIds.size()))
                .findFirst();
    }

    /** The tallest image that the lowest layers are, at most so many. */
    private Optional<Found> longest(int height) {
        Found best = null;
        for (Found found : all()) {
            boolean taller = best == null
                    || found.image().layers().size() > best.image().layers().size();
            if (taller && isBelow(found.image(), height)) {
                best = found;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Whether it is the lowest layers, and has some of its own. */
    private boolean isBelow(BuiltImage image, int height) {
        int size = image.layers().size();
        return size <= height
                && image.layers().stream().anyMatch(layer -> layer.vertex().isPresent())
                && image.diffIds().equals(diffIds.subList(0, size));
    }

    private List<Found> all() {
        return builds.stream()
                .flatMap(build -> build.builtImages().stream().map(image -> new Found(build, image)))
                .toList();
    }

    /** Returns how many layers of its base are below what the build made. */
    private int take(Found found) {
        List<BuiltLayer> layers = found.image().layers();
        int base = layers.size();
        for (int i = layers.size() - 1; i >= 0; i--) {
            Optional<Digest> vertex = layers.get(i).vertex();
            if (vertex.isPresent()) {
                base = i;
                lines.set(i, line(found.build(), vertex.get()));
            }
        }
        return base;
    }

    private static Optional<SourceLine> line(BuildRecord build, Digest vertex) {
        return build.steps().stream()
                .filter(step -> step.vertex().equals(vertex) && step.line() > 0)
                .map(step -> new SourceLine(build.invocation().dockerfile(), step.line()))
                .findFirst();
    }
}
