package dev.slipway.cli.progress;

import dev.slipway.image.Digest;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.record.CacheOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the terminal display knows: folded events, bounded in memory whatever a step prints. Not thread-safe. */
final class BuildState {
    private static final int KEPT_LINES = 8;
    private static final int LONGEST_LINE = 4096;

    private final Map<Digest, VertexState> vertices = new LinkedHashMap<>();
    private int planned;
    private @org.jspecify.annotations.Nullable Instant started;

    /** How a vertex stands. */
    enum Phase {
        RUNNING,
        DONE,
        CACHED,
        FAILED,
        CANCELLED
    }

    /** One vertex that was started. */
    static final class VertexState {
        final String name;
        final Optional<String> stage;
        final Instant started;
        Phase phase = Phase.RUNNING;
        Instant ended = Instant.MAX;
        final Deque<String> lines = new ArrayDeque<>();
        final StringBuilder partial = new StringBuilder();
        private final EscapeSequences escapes = new EscapeSequences();
        final Map<String, BuildEvent.VertexProgress> items = new LinkedHashMap<>();

        VertexState(String name, Optional<String> stage, Instant started) {
            this.name = name;
            this.stage = stage;
            this.started = started;
        }

        private void print(byte[] data) {
            for (char c : new String(data, StandardCharsets.UTF_8).toCharArray()) {
                if (escapes.swallows(c)) {
                    continue;
                }
                if (c == '\n' || partial.length() >= LONGEST_LINE) {
                    lines.addLast(partial.toString());
                    partial.setLength(0);
                    if (lines.size() > KEPT_LINES) {
                        lines.removeFirst();
                    }
                } else if (c == '\r') {
                    partial.setLength(0);
                } else if (c >= ' ' || c == '\t') {
                    partial.append(c);
                }
            }
        }
    }

    private final Map<Digest, Optional<String>> stages = new LinkedHashMap<>();

    void apply(BuildEvent event) {
        if (started == null) {
            started = event.at();
        }
        switch (event) {
            case BuildEvent.GraphPlanned graph ->
                graph.vertices().forEach(vertex -> {
                    if (stages.putIfAbsent(vertex.vertex(), vertex.stage()) == null) {
                        planned++;
                    }
                });
            case BuildEvent.VertexStarted begun ->
                vertices.put(
                        begun.vertex(),
                        new VertexState(
                                begun.name(), stages.getOrDefault(begun.vertex(), Optional.empty()), begun.at()));
            case BuildEvent.VertexLog log -> of(log.vertex()).ifPresent(vertex -> vertex.print(log.data()));
            case BuildEvent.VertexProgress progress ->
                of(progress.vertex()).ifPresent(vertex -> vertex.items.put(progress.item(), progress));
            case BuildEvent.VertexWarning warning ->
                of(warning.vertex()).ifPresent(vertex -> vertex.lines.addLast("WARN: " + warning.text()));
            case BuildEvent.VertexCompleted completed ->
                end(
                        completed.vertex(),
                        completed.outcome() instanceof CacheOutcome.Hit
                                        || completed.outcome() instanceof CacheOutcome.Shared
                                ? Phase.CACHED
                                : Phase.DONE,
                        completed.at());
            case BuildEvent.VertexFailed failed ->
                end(failed.vertex(), failed.cancelled() ? Phase.CANCELLED : Phase.FAILED, failed.at());
        }
    }

    private void end(Digest digest, Phase phase, Instant at) {
        of(digest).ifPresent(vertex -> {
            vertex.phase = phase;
            vertex.ended = at;
        });
    }

    private Optional<VertexState> of(Digest digest) {
        return Optional.ofNullable(vertices.get(digest));
    }

    List<VertexState> in(Phase... phases) {
        List<Phase> wanted = List.of(phases);
        return new ArrayList<>(
                vertices.values().stream().filter(v -> wanted.contains(v.phase)).toList());
    }

    int ended() {
        return in(Phase.DONE, Phase.CACHED, Phase.FAILED, Phase.CANCELLED).size();
    }

    int total() {
        return Math.max(planned, vertices.size());
    }

    Instant started(Instant now) {
        return started == null ? now : started;
    }
}
