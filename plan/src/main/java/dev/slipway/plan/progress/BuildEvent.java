package dev.slipway.plan.progress;

import dev.slipway.image.Digest;
import dev.slipway.plan.record.CacheOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that happened during a build, keyed by vertex digest. Events of one vertex come in order, those of
 * different vertices interleave.
 */
public sealed interface BuildEvent {
    Instant at();

    /** The build knows its vertices; comes once per graph, before any other. */
    record GraphPlanned(Instant at, List<PlannedVertex> vertices) implements BuildEvent {
        public GraphPlanned {
            vertices = List.copyOf(vertices);
        }
    }

    /** @param name as shown */
    record PlannedVertex(Digest vertex, String name, Optional<String> stage, List<Digest> inputs) {
        public PlannedVertex {
            inputs = List.copyOf(inputs);
        }
    }

    /**
     * Work on a vertex, or on a step beside the graph such as resolving a name or exporting, began.
     *
     * @param vertex for a step beside the graph the digest of its name
     */
    record VertexStarted(Instant at, Digest vertex, String name) implements BuildEvent {}

    /**
     * How far a part of a vertex's work has come.
     *
     * @param item what is moved: {@code sha256:… } of a layer, {@code transferring context}
     * @param total 0 where not known
     */
    record VertexProgress(Instant at, Digest vertex, String item, long current, long total) implements BuildEvent {}

    /** Output of a step; lines may be cut anywhere. */
    record VertexLog(Instant at, Digest vertex, Stream stream, byte[] data) implements BuildEvent {}

    record VertexWarning(Instant at, Digest vertex, String text) implements BuildEvent {}

    /** Work on a vertex ended well. */
    record VertexCompleted(Instant at, Digest vertex, CacheOutcome outcome) implements BuildEvent {}

    /** Work on a vertex ended badly, or was cancelled because another failed. */
    record VertexFailed(Instant at, Digest vertex, String message, boolean cancelled) implements BuildEvent {}

    /** Where output came from. */
    enum Stream {
        STDOUT,
        STDERR
    }
}
