package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.disk.DiskStore;
import dev.slipway.plan.record.BuildRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildRecordsTest {
    private static final Instant NOON = Instant.parse("2025-01-02T12:00:00.007Z");

    @TempDir
    Path directory;

    private Store store;
    private BuildRecords records;

    @BeforeEach
    void open() {
        store = DiskStore.open(directory.resolve("store"));
        records = new BuildRecords(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static BuildRecord.Invocation invocation(String target) {
        return new BuildRecord.Invocation("Dockerfile", ".", target, List.of("linux/amd64"), List.of());
    }

    private BuildRecord write(int minute, String target, BuildRecord.Outcome outcome) {
        Instant started = NOON.plus(Duration.ofMinutes(minute));
        BuildRecord record = new BuildRecord(
                BuildRecords.newId(started, new SplittableRandom(minute)),
                started,
                Duration.ofSeconds(1),
                outcome,
                invocation(target),
                List.of(),
                List.of());
        records.write(record);
        return record;
    }

    @Test
    void ids_sortByTimeAndDifferAtOneTime() {
        List<String> ids = IntStream.range(0, 50)
                .mapToObj(i -> BuildRecords.newId(NOON.plusMillis(i * 997L), new SplittableRandom(i)))
                .toList();

        assertThat(ids).isSorted().allMatch(id -> id.length() == 27);
        assertThat(ids.getFirst()).startsWith("20250102T120000007-");
        assertThat(BuildRecords.newId(NOON, new SplittableRandom(1)))
                .isNotEqualTo(BuildRecords.newId(NOON, new SplittableRandom(2)));
    }

    @Test
    void list_isNewestFirstAndSkipsOtherVersions() throws IOException {
        BuildRecord first = write(1, "a", BuildRecord.Outcome.SUCCEEDED);
        BuildRecord second = write(2, "a", BuildRecord.Outcome.FAILED);
        Files.writeString(store.buildRecords().resolve("20300101T000000000-00000000.json"), "{\"version\":99}");

        assertThat(records.list()).containsExactly(second, first);
    }

    @Test
    void prefix_findsTheOnlyOne() {
        BuildRecord first = write(1, "a", BuildRecord.Outcome.SUCCEEDED);
        write(2, "a", BuildRecord.Outcome.SUCCEEDED);

        assertThat(records.find(first.id())).contains(first);
        assertThat(records.find(first.id().substring(0, 14))).contains(first);
        assertThat(records.find("2025")).isEmpty();
        assertThat(records.find("1999")).isEmpty();
    }

    @Test
    void failedBuild_isComparedWithBeforeTheLastThatSucceeded() {
        assertThat(records.before(invocation("a"))).isEmpty();
        BuildRecord good = write(1, "a", BuildRecord.Outcome.SUCCEEDED);
        write(2, "b", BuildRecord.Outcome.SUCCEEDED);
        write(3, "a", BuildRecord.Outcome.FAILED);
        BuildRecord bad = write(4, "a", BuildRecord.Outcome.CANCELLED);

        assertThat(records.before(invocation("a"))).containsExactly(bad, good);
        BuildRecord better = write(5, "a", BuildRecord.Outcome.SUCCEEDED);
        assertThat(records.before(invocation("a"))).containsExactly(better);
    }
}
