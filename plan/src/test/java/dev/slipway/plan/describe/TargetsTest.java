package dev.slipway.plan.describe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.plan.describe.Targets.Target;
import org.junit.jupiter.api.Test;

class TargetsTest {
    @Test
    void stages_areListedWithTheirDescriptions() {
        Targets targets = Targets.of(Dockerfile.parse("Dockerfile", """
                # syntax=docker/dockerfile:1
                # base what everything starts from
                FROM debian:trixie AS base

                # tools is described here

                FROM --platform=$BUILDPLATFORM base AS tools
                # other things
                #
                FROM base AS plain
                FROM tools
                """));
        assertThat(targets.targets())
                .containsExactly(
                        new Target("base", false, "what everything starts from", "debian:trixie", "", 3),
                        new Target("tools", false, "is described here", "base", "$BUILDPLATFORM", 7),
                        new Target("plain", false, "", "base", "", 10),
                        new Target("", true, "", "tools", "", 11));
    }

    @Test
    void emptyComment_endsWhatWentBefore() {
        Targets targets = Targets.of(Dockerfile.parse("Dockerfile", "# a lost\n#\nFROM scratch AS a\n"));
        assertThat(targets.targets()).extracting(Target::description).containsExactly("");
    }
}
