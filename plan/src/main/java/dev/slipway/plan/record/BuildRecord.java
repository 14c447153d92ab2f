package dev.slipway.plan.record;

import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CacheKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one build did. Written as JSON ({@code BuildRecordJson}), one file a build; format version 2.
 *
 * @param id sortable by time
 * @param outcome {@code succeeded}, {@code failed} or {@code cancelled}
 * @param imageDigests of the manifests or indexes that were exported
 * @param steps one a vertex, in graph order
 * @param builtImages one a platform and way of writing it that was exported; none in records of version 1
 */
public record BuildRecord(
        String id,
        Instant started,
        Duration duration,
        Outcome outcome,
        Invocation invocation,
        List<StepRecord> steps,
        List<String> imageDigests,
        List<BuiltImage> builtImages) {
    public BuildRecord {
        steps = List.copyOf(steps);
        imageDigests = List.copyOf(imageDigests);
        builtImages = List.copyOf(builtImages);
    }

    /** One that does not say what made the layers of its images. */
    public BuildRecord(
            String id,
            Instant started,
            Duration duration,
            Outcome outcome,
            Invocation invocation,
            List<StepRecord> steps,
            List<String> imageDigests) {
        this(id, started, duration, outcome, invocation, steps, imageDigests, List.of());
    }

    /**
     * Which step made which layer of an image.
     *
     * @param config digest of its config
     * @param layers one a diffID of the config, bottom first
     */
    public record BuiltImage(Digest config, List<BuiltLayer> layers) {
        public BuiltImage {
            layers = List.copyOf(layers);
        }

        public List<DiffId> diffIds() {
            return layers.stream().map(BuiltLayer::diffId).toList();
        }
    }

    /** @param vertex of the step that made it; empty for a layer of the base image */
    public record BuiltLayer(DiffId diffId, Optional<Digest> vertex) {}

    /** How a build ended. */
    public enum Outcome {
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    /**
     * @param context the main context as the user named it
     * @param target the stage built
     * @param arguments {@code --build-arg}, without those whose names say that they are secret; none in records of
     *     version 1
     */
    public record Invocation(
            String dockerfile,
            String context,
            String target,
            List<String> platforms,
            List<String> tags,
            Map<String, String> arguments) {
        public Invocation {
            platforms = List.copyOf(platforms);
            tags = List.copyOf(tags);
            arguments = Map.copyOf(arguments);
        }

        /** One without build arguments. */
        public Invocation(String dockerfile, String context, String target, List<String> platforms, List<String> tags) {
            this(dockerfile, context, target, platforms, tags, Map.of());
        }
    }

    /**
     * What became of one vertex.
     *
     * @param place where it stands, stable across builds: stage and ordinal, {@code torch_deps#3}; steps of different
     *     builds are compared by it
     * @param line first Dockerfile line; 0 where it has none
     * @param key empty for vertices without one
     * @param output digest of what it produced
     */
    public record StepRecord(
            Digest vertex,
            String place,
            String name,
            int line,
            List<Digest> inputs,
            Optional<CacheKey> key,
            Optional<Digest> output,
            CacheOutcome outcome,
            Cost cost) {
        public StepRecord {
            inputs = List.copyOf(inputs);
        }
    }

    /**
     * What a step took.
     *
     * @param start after the build's start
     * @param cpu user and system time of the step's processes; zero where not measured
     * @param layerBytes uncompressed sizes of the layers it added
     * @param newBytes how much of that the store did not have before
     */
    public record Cost(Duration start, Duration duration, Duration cpu, List<Long> layerBytes, long newBytes) {
        public Cost {
            layerBytes = List.copyOf(layerBytes);
        }
    }
}
