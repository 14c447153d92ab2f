package dev.slipway.plan.record;

import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CacheKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one build did. Written as JSON ({@code BuildRecordJson}), one file a build; format version 1.
 *
 * @param id sortable by time
 * @param outcome {@code succeeded}, {@code failed} or {@code cancelled}
 * @param imageDigests of the manifests or indexes that were exported
 * @param steps one a vertex, in graph order
 */
public record BuildRecord(
        String id,
        Instant started,
        Duration duration,
        Outcome outcome,
        Invocation invocation,
        List<StepRecord> steps,
        List<String> imageDigests) {
    public BuildRecord {
        steps = List.copyOf(steps);
        imageDigests = List.copyOf(imageDigests);
    }

    /** How a build ended. */
    public enum Outcome {
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    /**
     * @param context the main context as the user named it
     * @param target the stage built
     */
    public record Invocation(
            String dockerfile, String context, String target, List<String> platforms, List<String> tags) {
        public Invocation {
            platforms = List.copyOf(platforms);
            tags = List.copyOf(tags);
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
