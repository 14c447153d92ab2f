package dev.slipway.plan.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.plan.graph.CacheKey.KeyPart;
import dev.slipway.plan.graph.CacheKey.Kind;
import dev.slipway.plan.record.BuildRecord.StepRecord;
import dev.slipway.plan.record.CacheOutcome.Change;
import dev.slipway.plan.record.CacheOutcome.MissCause;
import org.junit.jupiter.api.Test;

class FirstCauseTest {
    private static final KeyPart PART = Records.part(Kind.OP, "", "op");
    private static final StepRecord HIT = Records.step("[a 1/1] RUN a", 2, new CacheOutcome.Hit(), PART);
    private static final StepRecord UNKEYED = Records.step("[internal] load", 0, new CacheOutcome.NotCached());

    private static StepRecord miss(String name, int line, MissCause cause) {
        return Records.step(name, line, new CacheOutcome.Miss(cause), PART);
    }

    private static MissCause changed(String kind, String... subjects) {
        return new MissCause.Changed(java.util.Arrays.stream(subjects)
                .map(subject -> new Change(kind, subject, "", ""))
                .toList());
    }

    @Test
    void changedFile_isTheCauseOfWhatFollows() {
        StepRecord downstream = miss("[b 2/2] RUN b", 38, changed("input", "[b 1/2] COPY python /"));
        StepRecord copy = miss("[b 1/2] COPY python /", 37, changed("file", "python/engine/__init__.py"));
        assertThat(FirstCause.sentence(Records.build(UNKEYED, HIT, downstream, copy)))
                .contains(
                        "reran 2 of 3 steps because `python/engine/__init__.py` changed (COPY at docker/Dockerfile:37)");
    }

    @Test
    void severalFiles_areCounted() {
        StepRecord copy = miss("[b 1/2] LINK COPY p /", 37, changed("file", "a", "b", "c"));
        assertThat(FirstCause.sentence(Records.build(HIT, copy)))
                .contains("reran 1 of 2 steps because `a` and 2 others changed (COPY at docker/Dockerfile:37)");
    }

    @Test
    void everythingNew_isNoRerun() {
        assertThat(FirstCause.sentence(Records.build(miss("[a 1/1] RUN a", 2, new MissCause.FirstRun()))))
                .contains("ran 1 step, none of which had run before");
    }

    @Test
    void otherCauses_haveTheirWords() {
        assertThat(sentence(new MissCause.FirstRun())).contains("because a step is new (RUN at docker/Dockerfile:5)");
        assertThat(sentence(new MissCause.Requested())).contains("because the cache was not to be used");
        assertThat(sentence(new MissCause.ResultGone())).contains("because a result was pruned from the cache");
        assertThat(sentence(changed("instruction", "x"))).contains("because the instruction changed");
        assertThat(sentence(changed("source", "https://host/f"))).contains("because `https://host/f` changed");
    }

    private static String sentence(MissCause cause) {
        return FirstCause.sentence(Records.build(HIT, miss("[a 2/2] ONBUILD RUN x", 5, cause)))
                .orElseThrow();
    }

    @Test
    void nothingRan_hasNoSentence() {
        assertThat(FirstCause.sentence(Records.build(HIT, UNKEYED))).isEmpty();
    }
}
