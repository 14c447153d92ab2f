package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageReference;
import dev.slipway.plan.graph.BuildGraph;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.request.BuildRequest.CacheRules;
import dev.slipway.plan.request.ContextSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final String STAGES = """
            FROM debian:trixie AS base
            RUN apt-get update
            FROM base AS left
            RUN make left
            FROM base AS right
            RUN make right
            FROM base AS unused
            RUN make nothing
            FROM base
            COPY --from=left /l /l
            COPY --from=2 /r /r
            """;

    @Test
    void stages_becomeOneGraphWithoutUnreachableOnes() {
        assertThat(Plans.of(STAGES).names())
                .containsExactly(
                        "[base 1/2] FROM docker.io/library/debian:trixie",
                        "[base 2/2] RUN apt-get update",
                        "[left 1/1] RUN make left",
                        "[stage-4 1/2] COPY --from=left /l /l",
                        "[right 1/1] RUN make right",
                        "[stage-4 2/2] COPY --from=2 /r /r");
    }

    @Test
    void target_isFoundByNameInAnyCaseAndByNumber() {
        assertThat(Plans.of(STAGES).target("LEFT").names()).last().isEqualTo("[left 1/1] RUN make left");
        assertThat(Plans.of(STAGES).target("2").names()).last().isEqualTo("[right 1/1] RUN make right");
    }

    @Test
    void unknownTarget_namesTheStagesAndTheNearest() {
        assertThatThrownBy(() -> Plans.of(STAGES).target("lefft").plan())
                .isInstanceOfSatisfying(PlanException.class, e -> {
                    assertThat(e.code()).isEqualTo(PlanException.Code.UNKNOWN_TARGET);
                    assertThat(e.hint()).contains("use \"left\"");
                })
                .hasMessage("cannot build target \"lefft\": there is no such stage (expected: one of base, left, right,"
                        + " unused)");
    }

    @Test
    void equalSteps_areOneVertex() {
        BuildGraph graph = Plans.of("""
                        FROM debian:trixie AS a
                        RUN make
                        FROM debian:trixie AS b
                        RUN make
                        FROM scratch
                        COPY --from=a /x /a
                        COPY --from=b /x /b
                        """).graph();
        assertThat(graph.order().stream().filter(v -> v.op() instanceof Op.Exec))
                .hasSize(1);
        assertThat(graph.order().stream().filter(v -> v.op() instanceof Op.Image))
                .hasSize(1);
    }

    @Test
    void unreachableStage_isNeverResolved() {
        Plans plans = Plans.of("FROM nobody/has:this AS a\nFROM ${UNSET} AS b\nFROM debian:trixie\nRUN true\n");
        plans.plan();
        assertThat(plans.sources.asked).containsExactly("debian:trixie linux/amd64");
    }

    @Test
    void undefinedVariableInFrom_hasItsOwnMessage() {
        assertThatThrownBy(() -> Plans.of("ARG BASE=debian\nFROM ${BASF}\n").plan())
                .isInstanceOfSatisfying(DockerfileException.class, e -> {
                    assertThat(e.code()).isEqualTo(DockerfileException.Code.UNDEFINED_VARIABLE);
                    assertThat(e.hint()).contains("use \"BASE\", which is set");
                })
                .hasMessageStartingWith("Dockerfile:2:6: cannot expand FROM: variable \"BASF\" is not set");
    }

    @Test
    void copyFromItself_isACycle() {
        assertThatThrownBy(() -> Plans.of("FROM debian:trixie AS a\nCOPY --from=a /x /x\n")
                        .plan())
                .hasMessageStartingWith("Dockerfile:2:13: cannot resolve COPY --from: \"a\" is the stage itself");
    }

    @Test
    void copyFromEachOther_namesTheWholeCycle() {
        assertThatThrownBy(() -> Plans.of("""
                        FROM debian:trixie AS a
                        COPY --from=c /x /x
                        FROM a AS b
                        FROM b AS c
                        """).plan())
                .isInstanceOfSatisfying(
                        DockerfileException.class,
                        e -> assertThat(e.code()).isEqualTo(DockerfileException.Code.STAGE_CYCLE))
                .hasMessageContaining("\"c\" needs this stage itself: a -> c -> b -> a (expected: no cycle)");
    }

    @Test
    void copyFromALaterStage_saysWhereThatStageIs() {
        assertThatThrownBy(() -> Plans.of("""
                        FROM debian:trixie AS a
                        COPY --from=b /x /x
                        FROM debian:trixie AS b
                        FROM a
                        """).plan())
                .hasMessageContaining("\"b\" is declared below, at line 3 (expected: a stage declared above line 2)");
    }

    @Test
    void mistypedStage_isAnImageThatNobodyHas_withTheStageAsHint() {
        assertThatThrownBy(() -> Plans.of("FROM debian:trixie AS builder\nFROM scratch\nCOPY --from=bilder /x /x\n")
                        .plan())
                .isInstanceOfSatisfying(PlanException.class, e -> {
                    assertThat(e.code()).isEqualTo(PlanException.Code.CANNOT_RESOLVE);
                    assertThat(e.hint()).contains("use \"builder\", declared at line 1");
                })
                .hasMessage("Dockerfile:3:1: cannot resolve \"bilder\" of COPY: no image bilder:latest");
    }

    @Test
    void namedContext_replacesImageStageAndCopySource() {
        ContextSpec other =
                new ContextSpec.Image(new ContextSpec.ImageOrigin.Registry(ImageReference.parse("ubuntu:24.04")));
        ContextSpec directory = new ContextSpec.Directory(Path.of("/other"));
        Plans plans = Plans.of("""
                        FROM debian:trixie AS base
                        RUN never
                        FROM python:latest AS tools
                        RUN pip
                        FROM base
                        COPY --from=tools /t /t
                        COPY --from=data /d /d
                        """)
                .context("docker.io/library/python", other)
                .context(
                        "base",
                        new ContextSpec.Image(new ContextSpec.ImageOrigin.Registry(ImageReference.parse("alpine"))))
                .context("data", directory)
                .image("ubuntu:24.04")
                .image("alpine:latest");
        assertThat(plans.names())
                .containsExactly(
                        "[base 1/1] FROM docker.io/library/alpine:latest",
                        "[tools 1/2] FROM docker.io/library/ubuntu:24.04",
                        "[tools 2/2] RUN pip",
                        "[stage-2 1/2] COPY --from=tools /t /t",
                        "[context data] load from client",
                        "[stage-2 2/2] COPY --from=data /d /d");
    }

    @Test
    void namedContextOfOnePlatform_countsForThatOnly() {
        ContextSpec other = new ContextSpec.Image(new ContextSpec.ImageOrigin.Registry(ImageReference.parse("alpine")));
        Plans plans = Plans.of("FROM debian:trixie\nRUN true\n")
                .platforms("linux/amd64", "linux/arm64")
                .context("debian:trixie::linux/arm64", other)
                .image("alpine:latest");
        plans.plan();
        assertThat(plans.sources.asked).containsExactly("debian:trixie linux/amd64", "alpine:latest linux/arm64");
    }

    @Test
    void severalPlatforms_giveAGraphEachWithItsNameInFront() {
        BuildPlan plan = Plans.of("FROM --platform=$BUILDPLATFORM debian:trixie AS tools\nRUN true\n"
                        + "FROM debian:trixie\nCOPY --from=tools /x /\n")
                .platforms("linux/amd64", "linux/arm64")
                .plan();
        assertThat(plan.multiPlatform()).isTrue();
        assertThat(plan.graphs()).hasSize(2);
        BuildGraph arm = plan.graphs().get(1).graph();
        assertThat(arm.notes(arm.result()).name()).isEqualTo("[linux/arm64 stage-1 2/2] COPY --from=tools /x /");
        assertThat(arm.notes(arm.result()).place()).isEqualTo("stage-1#1");
        assertThat(arm.image().config().platform()).hasToString("linux/arm64");
        assertThat(arm.order().stream()
                        .filter(v -> v.op() instanceof Op.Image)
                        .map(v ->
                                ((Op.Image) v.op()).image().config().platform().toString()))
                .containsExactlyInAnyOrder("linux/amd64", "linux/arm64");
    }

    @Test
    void triggersOfTheBase_runFirstAndInOrder() {
        ImageConfig.Runtime runtime = new ImageConfig.Runtime(
                "",
                "",
                "",
                List.of(),
                ImageConfig.Commands.NONE,
                Optional.empty(),
                ImageConfig.Declared.NONE,
                List.of("ARG MODE=fast", "RUN echo $MODE", "COPY --from=tools /t /t"));
        Plans plans = Plans.of("FROM debian:trixie AS tools\nFROM parent:1\nRUN last\n")
                .image("parent:1", runtime);
        assertThat(plans.names())
                .containsExactly(
                        "[stage-1 1/5] FROM docker.io/library/parent:1",
                        "[stage-1 2/5] ONBUILD RUN echo fast",
                        "[tools 1/1] FROM docker.io/library/debian:trixie",
                        "[stage-1 3/5] ONBUILD COPY --from=tools /t /t",
                        "[stage-1 4/5] RUN last");
        assertThat(plans.runtime().onBuild()).isEmpty();
    }

    @Test
    void triggersOfAStage_runInStagesThatStartFromIt() {
        Plans plans = Plans.of("FROM debian:trixie AS a\nONBUILD RUN child\nFROM a AS b\nFROM b\nRUN last\n");
        assertThat(plans.names())
                .containsExactly(
                        "[a 1/1] FROM docker.io/library/debian:trixie",
                        "[b 1/1] ONBUILD RUN child",
                        "[stage-2 1/1] RUN last");
        assertThat(Plans.of("FROM debian:trixie AS a\nONBUILD RUN child\n")
                        .runtime()
                        .onBuild())
                .containsExactly("RUN child");
    }

    @Test
    void badTrigger_pointsIntoItsText() {
        ImageConfig.Runtime runtime = new ImageConfig.Runtime(
                "",
                "",
                "",
                List.of(),
                ImageConfig.Commands.NONE,
                Optional.empty(),
                ImageConfig.Declared.NONE,
                List.of("FROM scratch"));
        assertThatThrownBy(() ->
                        Plans.of("FROM parent:1\n").image("parent:1", runtime).plan())
                .hasMessageStartingWith("ONBUILD of parent:1:1:1: cannot run FROM as an ONBUILD trigger");
    }

    @Test
    void noCacheFilter_marksTheStageOnly() {
        BuildGraph graph = Plans.of(STAGES)
                .cache(new CacheRules(false, List.of("Left", "nothing"), false))
                .graph();
        assertThat(graph.order().stream()
                        .filter(v -> graph.notes(v).ignoreCache())
                        .map(v -> graph.notes(v).name()))
                .containsExactly("[left 1/1] RUN make left");
        assertThat(Plans.of(STAGES)
                        .cache(new CacheRules(false, List.of("nothing"), false))
                        .plan()
                        .warnings())
                .containsExactly("--no-cache-filter \"nothing\" names no stage");
    }

    @Test
    void unusedBuildArgument_isWarnedOf() {
        assertThat(Plans.of("FROM debian:trixie\nARG VERSION\n")
                        .arg("VERSON", "1")
                        .arg("HTTP_PROXY", "http://p")
                        .arg("BUILDKIT_INLINE_CACHE", "0")
                        .plan()
                        .warnings())
                .containsExactly(
                        "build argument \"VERSON\" is not used: no ARG declares it; did you mean \"VERSION\"?");
    }

    @Test
    void graph_hasInputsBeforeUsersAndAResult() {
        BuildGraph graph = Plans.of(STAGES).graph();
        List<Vertex> order = graph.order();
        for (Vertex vertex : order) {
            assertThat(order.subList(0, order.indexOf(vertex))).containsAll(vertex.inputs());
        }
        assertThat(graph.result()).isEqualTo(order.getLast());
        assertThat(order.stream().map(v -> graph.notes(v).place()))
                .containsExactly("base#0", "base#1", "left#1", "stage-4#1", "right#1", "stage-4#2");
    }

    @Test
    void ignoreFile_isReadWithTheContext() {
        Plans plans = Plans.of("FROM scratch\nCOPY . /\n");
        plans.sources.file(".dockerignore", "*.log\n!keep.log\n");
        Op.Context context = plans.graph().order().stream()
                .filter(v -> v.op() instanceof Op.Context)
                .map(v -> (Op.Context) v.op())
                .findFirst()
                .orElseThrow();
        assertThat(context.exclusions().excludes("a.log")).isTrue();
        assertThat(context.exclusions().excludes("keep.log")).isFalse();
    }

    @Test
    void copyWithoutContext_isRefusedAtItsLine() {
        assertThatThrownBy(
                        () -> Plans.of("FROM scratch\nCOPY a /\n").noContext().plan())
                .hasMessageStartingWith("Dockerfile:2:1: cannot read from the build context: the build has none");
    }

    @Test
    void sourceDateEpoch_comesFromTheBuildArgument() {
        BuildPlan plan = Plans.of("FROM debian:trixie\nARG SOURCE_DATE_EPOCH\nRUN true\n")
                .arg("SOURCE_DATE_EPOCH", "60")
                .plan();
        assertThat(plan.sourceDateEpoch()).contains(java.time.Instant.ofEpochSecond(60));
        assertThatThrownBy(() -> Plans.of("FROM scratch\n")
                        .arg("SOURCE_DATE_EPOCH", "now")
                        .plan())
                .hasMessage("build argument SOURCE_DATE_EPOCH=\"now\" (expected: seconds since 1970-01-01T00:00:00Z)");
    }

    @Test
    void sourceDateEpoch_hasADefaultInTheFile() {
        String file =
                "ARG BASE_TIME=60\nARG SOURCE_DATE_EPOCH=$BASE_TIME\nFROM debian:trixie\nARG SOURCE_DATE_EPOCH\nRUN x\n";
        assertThat(Plans.of(file).plan().sourceDateEpoch()).contains(java.time.Instant.ofEpochSecond(60));
        assertThat(Plans.of(file).exec().environment()).contains("SOURCE_DATE_EPOCH=60");
        assertThat(Plans.of(file).arg("SOURCE_DATE_EPOCH", "70").plan().sourceDateEpoch())
                .contains(java.time.Instant.ofEpochSecond(70));
        assertThatThrownBy(() -> Plans.of("ARG SOURCE_DATE_EPOCH=context\nFROM scratch\n")
                        .plan())
                .hasMessage("ARG SOURCE_DATE_EPOCH=\"context\" (expected: seconds since 1970-01-01T00:00:00Z)");
    }
}
