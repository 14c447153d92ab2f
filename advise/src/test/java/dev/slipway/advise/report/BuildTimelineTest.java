package dev.slipway.advise.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Digest;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.record.BuildRecord.Cost;
import dev.slipway.plan.record.BuildRecord.StepRecord;
import dev.slipway.plan.record.CacheOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a recorded build waited for. */
class BuildTimelineTest {
    private static Digest vertex(String name) {
        return Digest.of("sha256", "0".repeat(63) + name);
    }

    private static StepRecord step(String name, int line, long start, long duration, String... inputs) {
        return new StepRecord(
                vertex(name),
                "stage#" + line,
                "step " + name,
                line,
                Stream.of(inputs).map(BuildTimelineTest::vertex).toList(),
                Optional.empty(),
                Optional.empty(),
                new CacheOutcome.Miss(new CacheOutcome.MissCause.FirstRun()),
                new Cost(Duration.ofSeconds(start), Duration.ofSeconds(duration), Duration.ZERO, List.of(), 0));
    }

    private static Report.Timeline timeline(StepRecord... steps) {
        return BuildTimeline.of(new BuildRecord(
                "id",
                Instant.EPOCH,
                Duration.ofSeconds(20),
                BuildRecord.Outcome.SUCCEEDED,
                new BuildRecord.Invocation("Dockerfile", ".", "", List.of(), List.of()),
                List.of(steps),
                List.of()));
    }

    @Test
    void theCriticalPathFollowsTheInputThatEndedLast() {
        Report.Timeline timeline = timeline(
                step("1", 1, 0, 1),
                step("2", 2, 1, 9, "1"),
                step("3", 3, 1, 4, "1"),
                step("4", 4, 10, 5, "2", "3"),
                step("5", 5, 5, 2, "3"));
        assertThat(timeline.bars().stream().filter(Report.Bar::critical).map(Report.Bar::line))
                .containsExactly(1, 2, 4);
        assertThat(timeline.criticalSeconds()).isEqualTo(15);
    }

    @Test
    void stepsThatTookNoTimeAreNotCritical() {
        Report.Timeline timeline = timeline(step("1", 1, 0, 0), step("2", 2, 0, 3, "1"));
        assertThat(timeline.bars().stream().filter(Report.Bar::critical).map(Report.Bar::line))
                .containsExactly(2);
    }

    @Test
    void aRecordThatRefersToItselfEnds() {
        assertThat(timeline(step("1", 1, 0, 1, "2"), step("2", 2, 1, 1, "1")).criticalSeconds())
                .isEqualTo(2);
    }

    @Test
    void aBuildWithoutStepsHasAnEmptyTimeline() {
        assertThat(timeline().bars()).isEmpty();
    }
}
