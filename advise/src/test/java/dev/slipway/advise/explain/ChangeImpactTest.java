package dev.slipway.advise.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.advise.explain.ChangeImpact.Cause;
import dev.slipway.plan.PlanException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What runs again after a change. */
class ChangeImpactTest {
    private static final String DOCKERFILE = """
            ARG VERSION=1
            FROM debian:trixie AS build
            ARG VERSION
            COPY go.mod .
            RUN go mod download
            COPY src src
            RUN go build -ldflags $VERSION

            FROM debian:trixie AS tools
            RUN apt-get install -y curl

            FROM debian:trixie
            COPY --from=tools /usr/bin/curl /usr/bin/
            COPY --link assets /assets
            COPY --from=build /out /out
            RUN ldconfig
            """;

    private static List<String> reruns(ChangeImpact impact) {
        return impact.reruns().stream()
                .map(rerun -> rerun.step().label().place())
                .toList();
    }

    private static List<String> changing(String... paths) {
        return reruns(ChangeImpact.of(
                Graphs.of(DOCKERFILE),
                Arrays.stream(paths).map(ChangedPath::new).toList()));
    }

    @Test
    void aChangedFileRerunsItsCopyAndWhatFollows() {
        assertThat(changing("src/main.go")).containsExactly("build#3", "build#4", "stage-2#3", "stage-2#4");
        assertThat(changing("README.md")).isEmpty();
    }

    @Test
    void aLinkedCopyDoesNotRerunBecauseOfWhatIsBelowIt() {
        assertThat(changing("assets/logo"))
                .contains("stage-2#2/copy", "stage-2#3", "stage-2#4")
                .doesNotContain("stage-2#1");
    }

    @Test
    void anArgumentRerunsWhatSeesIt() {
        ChangeImpact impact = ChangeImpact.between(
                Graphs.of(DOCKERFILE), Graphs.of(DOCKERFILE, "", Map.of("VERSION", "2")), List.of(), List.of());
        assertThat(reruns(impact)).first().isEqualTo("build#2");
        assertThat(impact.reruns().getFirst().causes()).first().isInstanceOf(Cause.Instruction.class);
    }

    @Test
    void anEditedInstructionIsTheCause_andItsFollowersFollow() {
        ChangeImpact impact = ChangeImpact.between(
                Graphs.of(DOCKERFILE),
                Graphs.of(DOCKERFILE.replace("apt-get install -y curl", "apt-get install -y wget")),
                List.of(),
                List.of());
        assertThat(reruns(impact)).startsWith("tools#1", "stage-2#1").doesNotContain("build#2", "stage-2#2/copy");
        assertThat(impact.reruns().getFirst().causes().getFirst().toString()).contains("curl");
    }

    @Test
    void anOwnerFromTheBaseImagesVariables_isNoObstacle() {
        String dockerfile = "FROM notebook\nCOPY --chown=\"${NB_UID}:${NB_GID}\" work /home/work\n"
                + "COPY --chown=$NB_UID:$NB_GID other /home/other\n";
        ChangeImpact impact = ChangeImpact.of(Graphs.of(dockerfile), List.of(new ChangedPath("work/a.py")));
        assertThat(reruns(impact)).containsExactly("stage-0#1", "stage-0#2");
    }

    @Test
    void anOwnerFromAnArgument_isTheArguments() {
        String dockerfile = "FROM notebook\nARG NB_UID=1000\nCOPY --chown=${NB_UID} work /home/work\n";
        ChangeImpact impact = ChangeImpact.between(
                Graphs.of(dockerfile), Graphs.of(dockerfile, "", Map.of("NB_UID", "2000")), List.of(), List.of());
        assertThat(reruns(impact)).containsExactly("stage-0#1");
    }

    @Test
    void anotherBaseImageIsNamed() {
        ChangeImpact impact = ChangeImpact.between(
                Graphs.of("FROM debian:trixie\nRUN make\n"),
                Graphs.of("FROM debian:forky\nRUN make\n"),
                List.of(),
                List.of());
        assertThat(impact.reruns().getFirst().causes()).singleElement().isInstanceOf(Cause.Base.class);
    }

    @Test
    void anEditOfTheIgnoreFileRerunsOnlyWhoseFilesItTouches() {
        String dockerfile = "FROM scratch AS a\nCOPY src /\nFROM scratch\nCOPY docs /\nCOPY --from=a / /\n";
        ChangeImpact impact = ChangeImpact.between(
                Graphs.of(dockerfile),
                Graphs.of(dockerfile, "**/*.md\n", Map.of()),
                List.of(),
                List.of(new ChangedPath("src/main.c"), new ChangedPath("docs/a.md")));
        assertThat(reruns(impact)).containsExactly("stage-1#1", "stage-1#2");
    }

    @Test
    void stagesSideBySideAreCountedByTheLongest() {
        StepGraph graph = Graphs.of(DOCKERFILE);
        Map<String, Duration> given = Map.of(
                "go build",
                Duration.ofSeconds(30),
                "apt-get",
                Duration.ofSeconds(20),
                "ldconfig",
                Duration.ofSeconds(5));
        StepCosts costs = new StepCosts(List.of(), given);
        CriticalPath path = CriticalPath.of(graph, costs::nanos);
        assertThat(path.length()).isEqualTo(Duration.ofSeconds(35));
        assertThat(path.steps().stream().map(step -> step.label().place())).containsExactly("build#4", "stage-2#4");
    }

    @Test
    void costsAreReadFromText() {
        assertThat(StepCosts.parse("RUN A=b make=1.5")).isEqualTo(Map.entry("RUN A=b make", Duration.ofMillis(1500)));
        Assertions.assertThatThrownBy(() -> StepCosts.parse("build#3"))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("STEP=SECONDS");
    }
}
