package dev.slipway.advise.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.record.BuildRecord.StepRecord;
import dev.slipway.plan.record.CacheOutcome;
import dev.slipway.plan.record.CacheOutcome.Change;
import dev.slipway.plan.record.CacheOutcome.MissCause;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Causes are followed from step to step. */
class CauseChainTest {
    private static Digest id(String place) {
        return Digest.of(place.getBytes(StandardCharsets.UTF_8));
    }

    private static StepRecord step(String place, String name, CacheOutcome outcome, String... inputs) {
        boolean keyed = !(outcome instanceof CacheOutcome.NotCached);
        return new StepRecord(
                id(place),
                place,
                name,
                1,
                Arrays.stream(inputs).map(CauseChainTest::id).toList(),
                keyed ? Optional.of(new CacheKey(id("key " + place), List.of())) : Optional.empty(),
                Optional.empty(),
                outcome,
                new BuildRecord.Cost(Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO, List.of(), 0));
    }

    private static CacheOutcome changed(String kind, String subject, String before, String after) {
        return new CacheOutcome.Miss(new MissCause.Changed(List.of(new Change(kind, subject, before, after))));
    }

    private static List<CauseChain> chains(StepRecord... steps) {
        return CauseChain.of(new BuildRecord(
                "b1",
                Instant.EPOCH,
                Duration.ofSeconds(9),
                BuildRecord.Outcome.SUCCEEDED,
                new BuildRecord.Invocation("Dockerfile", ".", "", List.of(), List.of()),
                List.of(steps),
                List.of()));
    }

    private static final CacheOutcome NONE = new CacheOutcome.NotCached();

    @Test
    void inputsAreFollowedToTheFileThatStartedIt() {
        List<CauseChain> chains = chains(
                step("context:context", "[internal] load build context", NONE),
                step("image:base", "FROM base", NONE),
                step("a#1", "[a 1/2] COPY src /", changed("file", "src/x", "", ""), "image:base", "context:context"),
                step("a#2", "[a 2/2] RUN make", changed("input", "[a 1/2] COPY src /", "1", "2"), "a#1"),
                step("b#1", "[b 1/1] COPY --from=a /o /", changed("file", "o/bin", "", ""), "image:base", "a#2"));
        CauseChain last = chains.getLast();
        assertThat(last.steps().stream().map(StepRecord::place)).containsExactly("b#1", "a#2", "a#1");
        assertThat(last.root()).isEqualTo(new CauseChain.Root.Changed(List.of(new Change("file", "src/x", "", ""))));
    }

    @Test
    void anotherBaseIsARoot() {
        List<CauseChain> chains = chains(
                step("image:base", "FROM base", NONE),
                step("a#1", "RUN make", changed("input", "FROM base", "aaa", "bbb"), "image:base"));
        assertThat(chains)
                .singleElement()
                .extracting(CauseChain::root)
                .isEqualTo(new CauseChain.Root.Base("FROM base", "aaa", "bbb"));
    }

    @Test
    void mergesOfLinkedCopiesAreLookedThrough() {
        List<CauseChain> chains = chains(
                step("context:context", "[internal] load build context", NONE),
                step("a#1/copy", "COPY --link x /", changed("file", "x", "", ""), "context:context"),
                step("a#1", "LINK COPY --link x /", NONE, "a#1/copy"),
                step("a#2", "RUN make", changed("input", "LINK COPY --link x /", "1", "2"), "a#1"));
        assertThat(chains.getLast().steps().stream().map(StepRecord::place)).containsExactly("a#2", "a#1/copy");
    }

    @Test
    void anEditEndsTheChainWithBothTexts() {
        CauseChain chain = chains(step("a#1", "RUN b", changed("instruction", "RUN b", "RUN a", "RUN b")))
                .getFirst();
        assertThat(chain.root().toString()).contains("RUN a").contains("RUN b");
    }

    @Test
    void stepsThatNameEachOtherEndSomewhere() {
        assertThat(chains(
                        step("a#1", "A", changed("input", "B", "1", "2"), "a#2"),
                        step("a#2", "B", changed("input", "A", "1", "2"), "a#1")))
                .hasSize(2);
    }
}
