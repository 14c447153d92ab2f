package dev.slipway.plan.record;

import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.CacheKey.KeyPart;
import dev.slipway.plan.graph.CacheKey.Kind;
import dev.slipway.plan.record.BuildRecord.StepRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Build records for tests. */
final class Records {
    private Records() {}

    static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static KeyPart part(Kind kind, String label, String content) {
        return new KeyPart(kind, label, digest(content));
    }

    static StepRecord step(String name, int line, CacheOutcome outcome, KeyPart... parts) {
        return new StepRecord(
                digest(name),
                "stage#" + line,
                name,
                line,
                List.of(digest("input")),
                parts.length == 0 ? Optional.empty() : Optional.of(CacheKey.of(List.of(parts))),
                Optional.of(digest("output of " + name)),
                outcome,
                new BuildRecord.Cost(
                        Duration.ofMillis(5), Duration.ofSeconds(2), Duration.ofMillis(1500), List.of(4096L), 1024));
    }

    static BuildRecord build(StepRecord... steps) {
        return new BuildRecord(
                "20260101T000000Z-abc",
                Instant.parse("2026-01-01T00:00:00.5Z"),
                Duration.ofSeconds(17),
                BuildRecord.Outcome.SUCCEEDED,
                new BuildRecord.Invocation(
                        "docker/Dockerfile",
                        ".",
                        "runtime",
                        List.of("linux/amd64"),
                        List.of("engine:dev"),
                        Map.of("CUDA", "13", "A", "")),
                List.of(steps),
                List.of("sha256:0000"),
                List.of(new BuildRecord.BuiltImage(
                        digest("config"),
                        List.of(
                                new BuildRecord.BuiltLayer(new DiffId(digest("base")), Optional.empty()),
                                new BuildRecord.BuiltLayer(
                                        new DiffId(digest("made")), Optional.of(digest("[a 1/2] RUN make")))))));
    }
}
