package dev.slipway.engine;

import dev.slipway.engine.export.Exported;
import dev.slipway.engine.solve.Solved;
import dev.slipway.engine.solve.StepLog;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.image.Digest;
import dev.slipway.plan.BuildPlan;
import dev.slipway.plan.graph.BuildGraph;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.graph.VertexNotes;
import dev.slipway.plan.record.BuildRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects what becomes of the vertices of one build and makes its record. Vertices that a failed build never began are
 * not in it.
 */
final class Recorder implements StepLog {
    private final String id;
    private final Instant started;
    private final Clock clock;
    private final BuildRecord.Invocation invocation;
    private final Map<Digest, BuildPlan.PlatformGraph> home = new LinkedHashMap<>();
    private final Map<Digest, Vertex> vertices = new LinkedHashMap<>();
    private final Map<Digest, Ended> ended = new HashMap<>();
    private final boolean severalPlatforms;

    /** @param started when the build began, planning included */
    Recorder(String id, Instant started, Clock clock, BuildRecord.Invocation invocation, BuildPlan plan) {
        this.id = id;
        this.started = started;
        this.clock = clock;
        this.invocation = invocation;
        this.severalPlatforms = plan.graphs().size() > 1;
        for (BuildPlan.PlatformGraph platform : plan.graphs()) {
            for (Vertex vertex : platform.graph().order()) {
                home.putIfAbsent(vertex.digest(), platform);
                vertices.putIfAbsent(vertex.digest(), vertex);
            }
        }
    }

    BuildRecord.Invocation invocation() {
        return invocation;
    }

    @Override
    public void ended(Ended vertex) {
        ended.put(vertex.vertex().digest(), vertex);
    }

    /** Where the vertex stands, with the platform where several are built. */
    String place(Digest vertex) {
        BuildPlan.PlatformGraph platform = platform(vertex);
        String place = notes(vertex).place();
        return severalPlatforms ? place + "@" + platform.platform() : place;
    }

    VertexNotes notes(Digest vertex) {
        BuildGraph graph = platform(vertex).graph();
        return graph.notes(vertex(vertex));
    }

    private BuildPlan.PlatformGraph platform(Digest vertex) {
        BuildPlan.PlatformGraph platform = home.get(vertex);
        if (platform == null) {
            throw new IllegalStateException("vertex " + vertex + " is not of this build");
        }
        return platform;
    }

    private Vertex vertex(Digest digest) {
        Vertex vertex = vertices.get(digest);
        if (vertex == null) {
            throw new IllegalStateException("vertex " + digest + " is not of this build");
        }
        return vertex;
    }

    BuildRecord finish(BuildRecord.Outcome outcome, List<Exported> exported) {
        List<BuildRecord.StepRecord> steps = new ArrayList<>();
        for (Digest vertex : vertices.keySet()) {
            Ended end = ended.get(vertex);
            if (end != null) {
                steps.add(step(end));
            }
        }
        List<String> digests = exported.stream()
                .flatMap(output -> output.image().stream())
                .map(image -> image.root().digest().toString())
                .distinct()
                .toList();
        List<BuildRecord.BuiltImage> built = exported.stream()
                .flatMap(output -> output.image().stream())
                .flatMap(image -> image.built().stream())
                .distinct()
                .toList();
        Duration duration = Duration.between(started, clock.instant());
        return new BuildRecord(id, started, duration, outcome, invocation, steps, digests, built);
    }

    private BuildRecord.StepRecord step(Ended end) {
        Vertex vertex = end.vertex();
        VertexNotes notes = notes(vertex.digest());
        return new BuildRecord.StepRecord(
                vertex.digest(),
                place(vertex.digest()),
                notes.name(),
                notes.spans().isEmpty() ? 0 : notes.spans().getFirst().startLine(),
                vertex.inputs().stream().map(Vertex::digest).toList(),
                end.key(),
                vertex.op() instanceof Op.Context
                        ? Optional.empty()
                        : end.result().map(Solved::snapshot).map(Snapshot::outputDigest),
                end.outcome(),
                new BuildRecord.Cost(
                        Duration.between(started, end.cost().started()),
                        end.cost().duration(),
                        end.cost().cpu(),
                        end.cost().layerBytes(),
                        end.cost().newBytes()));
    }
}
