package dev.slipway.plan.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.MalformedImageException;
import dev.slipway.plan.graph.CacheKey.Kind;
import dev.slipway.plan.record.CacheOutcome.Change;
import dev.slipway.plan.record.CacheOutcome.MissCause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuildRecordJsonTest {
    private static final BuildRecord BUILD = Records.build(
            Records.step("[internal] load build context", 0, new CacheOutcome.NotCached()),
            Records.step(
                    "[a 1/2] RUN make",
                    3,
                    new CacheOutcome.Hit(),
                    Records.part(Kind.OP, "", "make"),
                    Records.part(Kind.INPUT, "0", "base")),
            Records.step(
                    "[a 2/2] COPY \"é\" \n /",
                    4,
                    new CacheOutcome.Miss(new MissCause.Changed(List.of(new Change("file", "python/a.py", "", "")))),
                    Records.part(Kind.CONTENT, "1 python", "x")),
            Records.step(
                    "[b 1/3] RUN x",
                    7,
                    new CacheOutcome.Miss(new MissCause.FirstRun()),
                    Records.part(Kind.OP, "", "x")),
            Records.step(
                    "[b 2/3] RUN y",
                    8,
                    new CacheOutcome.Miss(new MissCause.Requested()),
                    Records.part(Kind.OP, "", "y")),
            Records.step(
                    "[b 3/3] RUN z",
                    9,
                    new CacheOutcome.Miss(new MissCause.ResultGone()),
                    Records.part(Kind.SOURCE, "https://host/z", "z")),
            Records.step("[c 1/1] RUN s", 11, new CacheOutcome.Shared(), Records.part(Kind.OP, "", "s")));

    @Test
    void writtenForm_isTheGoldenOne() throws IOException {
        try (InputStream golden = getClass().getResourceAsStream("build-record-v2.json")) {
            assertThat(new String(BuildRecordJson.write(BUILD), StandardCharsets.UTF_8))
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8).strip());
        }
    }

    @Test
    void versionBefore_isReadAsOneThatKnowsLess() throws IOException {
        try (InputStream earlier = getClass().getResourceAsStream("build-record-v1.json")) {
            BuildRecord read = BuildRecordJson.read(earlier.readAllBytes());
            assertThat(read.steps()).isEqualTo(BUILD.steps());
            assertThat(read.imageDigests()).isEqualTo(BUILD.imageDigests());
            assertThat(read.builtImages()).isEmpty();
            assertThat(read.invocation().arguments()).isEmpty();
        }
    }

    @Test
    void readAfterWrite_isTheSameRecord() {
        assertThat(BuildRecordJson.read(BuildRecordJson.write(BUILD))).isEqualTo(BUILD);
    }

    @Test
    void laterVersion_isRefused() {
        String later = new String(BuildRecordJson.write(BUILD), StandardCharsets.UTF_8)
                .replace("{\"version\":2,", "{\"version\":3,");
        assertThatThrownBy(() -> BuildRecordJson.read(later.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedImageException.class)
                .hasMessageContaining("3 (expected: 1 to 2)");
    }

    @Test
    void unknownFields_areIgnoredAndUnknownWordsRefused() {
        String json = new String(BuildRecordJson.write(BUILD), StandardCharsets.UTF_8);
        String more = json.replace("{\"version\":2,", "{\"version\":2,\"future\":[1],");
        assertThat(BuildRecordJson.read(more.getBytes(StandardCharsets.UTF_8))).isEqualTo(BUILD);
        String other = json.replace("\"succeeded\"", "\"exploded\"");
        assertThatThrownBy(() -> BuildRecordJson.read(other.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("\"exploded\" (expected: a word of this version)");
    }

    @Test
    void brokenText_isRefused() {
        assertThatThrownBy(() -> BuildRecordJson.read("{\"version\":".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedImageException.class);
    }
}
