package dev.slipway.plan.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.CacheKey.KeyPart;
import dev.slipway.plan.graph.CacheKey.Kind;
import dev.slipway.plan.record.CacheOutcome.Change;
import dev.slipway.plan.record.CacheOutcome.MissCause;
import dev.slipway.plan.record.MissExplainer.ContentChanges;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MissExplainerTest {
    private static final KeyPart OP = Records.part(Kind.OP, "", "COPY python /p");
    private static final KeyPart ROOT = Records.part(Kind.INPUT, "0", "root");
    private static final KeyPart FILES = Records.part(Kind.CONTENT, "1 python setup.py", "files");

    private static MissCause explain(List<KeyPart> before, List<KeyPart> now, ContentChanges contents) {
        MissExplainer.Step step = new MissExplainer.Step(
                "[s 2/2] COPY python /p",
                List.of("[s 1/2] RUN make", "[internal] load build context"),
                CacheKey.of(now));
        return MissExplainer.explain(
                step,
                Optional.of(Records.step(
                        "[s 2/2] COPY pyth /p", 3, new CacheOutcome.Hit(), before.toArray(KeyPart[]::new))),
                contents);
    }

    @Test
    void noStepBefore_isAFirstRun() {
        MissExplainer.Step step = new MissExplainer.Step("RUN", List.of(), CacheKey.of(List.of(OP)));
        assertThat(MissExplainer.explain(step, Optional.empty(), ContentChanges.UNKNOWN))
                .isEqualTo(new MissCause.FirstRun());
    }

    @Test
    void sameKey_meansThatTheResultIsGone() {
        assertThat(explain(List.of(OP, ROOT), List.of(OP, ROOT), ContentChanges.UNKNOWN))
                .isEqualTo(new MissCause.ResultGone());
    }

    @Test
    void changedContent_namesTheFiles() {
        KeyPart changed = Records.part(Kind.CONTENT, "1 python setup.py", "other");
        MissCause cause = explain(List.of(OP, ROOT, FILES), List.of(OP, ROOT, changed), (before, after) -> {
            assertThat(before).isEqualTo(FILES.digest());
            assertThat(after).isEqualTo(changed.digest());
            return List.of("python/a.py", "python/b.py");
        });
        assertThat(cause)
                .isEqualTo(new MissCause.Changed(
                        List.of(new Change("file", "python/a.py", "", ""), new Change("file", "python/b.py", "", ""))));
    }

    @Test
    void sameTextWithAnotherVariable_namesTheVariable() {
        KeyPart other = Records.part(Kind.OP, "", "another form");
        MissExplainer.Step step = new MissExplainer.Step("RUN make", List.of(), CacheKey.of(List.of(other)));
        Change version = new Change("variable", "VERSION", "1", "2");
        MissCause cause = MissExplainer.explain(
                step,
                Optional.of(Records.step("RUN make", 3, new CacheOutcome.Hit(), OP)),
                ContentChanges.UNKNOWN,
                (before, after) ->
                        before.equals(OP.digest()) && after.equals(other.digest()) ? List.of(version) : List.of());
        assertThat(cause).isEqualTo(new MissCause.Changed(List.of(version)));
    }

    @Test
    void changedContentWithoutListing_namesTheSources() {
        KeyPart changed = Records.part(Kind.CONTENT, "1 python setup.py", "other");
        assertThat(explain(List.of(OP, FILES), List.of(OP, changed), ContentChanges.UNKNOWN))
                .isEqualTo(new MissCause.Changed(List.of(new Change(
                        "file",
                        "python setup.py",
                        FILES.digest().shortHex(),
                        changed.digest().shortHex()))));
    }

    @Test
    void changedInput_isNamedByItsStep() {
        KeyPart changed = Records.part(Kind.INPUT, "0", "new root");
        MissCause cause = explain(List.of(OP, ROOT, FILES), List.of(OP, changed, FILES), ContentChanges.UNKNOWN);
        assertThat(((MissCause.Changed) cause).changes())
                .extracting(Change::kind, Change::subject)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("input", "[s 1/2] RUN make"));
    }

    @Test
    void changedInstruction_tellsBothForms() {
        KeyPart changed = Records.part(Kind.OP, "", "COPY other");
        assertThat(explain(List.of(OP, FILES), List.of(changed), ContentChanges.UNKNOWN))
                .isEqualTo(new MissCause.Changed(List.of(new Change(
                        "instruction", "[s 2/2] COPY python /p", "[s 2/2] COPY pyth /p", "[s 2/2] COPY python /p"))));
    }

    @Test
    void manyFiles_areCutOff() {
        KeyPart changed = Records.part(Kind.CONTENT, "1 python setup.py", "other");
        List<String> paths = IntStream.range(0, 1000).mapToObj(i -> "f" + i).toList();
        MissCause cause = explain(List.of(OP, FILES), List.of(OP, changed), (before, after) -> paths);
        assertThat(((MissCause.Changed) cause).changes()).hasSize(50);
    }

    @Test
    void otherSourceLayers_areACauseOnlyWhenTheFilesAreTheSame() {
        KeyPart layers = Records.part(Kind.LAYERS, "1 python setup.py", "layers");
        KeyPart otherLayers = Records.part(Kind.LAYERS, "1 python setup.py", "other layers");
        KeyPart otherFiles = Records.part(Kind.CONTENT, "1 python setup.py", "other");

        assertThat(kinds(List.of(FILES, layers), List.of(FILES, otherLayers))).containsExactly("layers");
        assertThat(kinds(List.of(FILES, layers), List.of(otherFiles, otherLayers)))
                .containsExactly("file");
    }

    private static List<String> kinds(List<KeyPart> before, List<KeyPart> now) {
        BuildRecord.StepRecord previous =
                Records.step("COPY python setup.py", 3, new CacheOutcome.Hit(), before.toArray(KeyPart[]::new));
        MissCause cause = MissExplainer.explain(
                new MissExplainer.Step("COPY python setup.py", List.of(), CacheKey.of(now)),
                Optional.of(previous),
                MissExplainer.ContentChanges.UNKNOWN);
        return ((MissCause.Changed) cause)
                .changes().stream().map(CacheOutcome.Change::kind).toList();
    }
}
