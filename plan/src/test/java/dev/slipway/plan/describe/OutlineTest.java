package dev.slipway.plan.describe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.Plans;
import dev.slipway.plan.describe.Outline.Argument;
import dev.slipway.plan.describe.Outline.Need;
import org.junit.jupiter.api.Test;

class OutlineTest {
    private static final String TEXT = """
            # SUITE which Debian
            ARG SUITE=trixie
            ARG BASE=debian:$SUITE
            ARG UNUSED=1
            FROM $BASE AS base
            ARG TARGETARCH
            # JOBS how many at once
            ARG JOBS=4
            RUN --mount=type=secret,id=token,required make
            FROM base AS other
            ARG ELSEWHERE
            # final the image to ship
            FROM base AS final
            ARG SUITE
            ARG MODE=$JOBS-fast
            ENV LEVEL=3
            ARG FLAGS="-O$LEVEL"
            RUN --mount=type=ssh --mount=type=secret,target=/run/key --mount=type=cache,target=/c true
            """;

    private static Outline outline(Plans plans) {
        return Outline.of(Dockerfile.parse("Dockerfile", TEXT), plans.request());
    }

    @Test
    void target_hasItsOwnAndItsBasesArguments() {
        Outline outline = outline(Plans.of(TEXT).arg("JOBS", "8"));
        assertThat(outline.name()).isEqualTo("final");
        assertThat(outline.description()).isEqualTo("the image to ship");
        assertThat(outline.arguments())
                .containsExactly(
                        new Argument("SUITE", "trixie", "which Debian", 2),
                        new Argument("BASE", "debian:trixie", "", 3),
                        new Argument("JOBS", "8", "how many at once", 8),
                        new Argument("MODE", "8-fast", "", 15),
                        new Argument("FLAGS", "-O3", "", 17));
    }

    @Test
    void secretsAndAgents_areListedByTheirIds() {
        Outline outline = outline(Plans.of(TEXT));
        assertThat(outline.secrets()).containsExactly(new Need("token", true, 9), new Need("key", false, 18));
        assertThat(outline.agents()).containsExactly(new Need("default", false, 18));
    }

    @Test
    void otherTarget_hasOtherArguments() {
        assertThat(outline(Plans.of(TEXT).target("other")).arguments())
                .extracting(Argument::name)
                .containsExactly("SUITE", "BASE", "JOBS", "ELSEWHERE");
    }

    @Test
    void unknownTarget_isRefused() {
        assertThatThrownBy(() -> outline(Plans.of(TEXT).target("nothing"))).isInstanceOf(PlanException.class);
    }
}
