package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlanWarningsTest {
    private static final String FROM = "FROM debian:trixie\n";

    @Test
    void frontendOfAnotherLanguage_isWarnedOf() {
        String other = "frontend \"example/mockerfile:2\" is not used: the file is read as a Dockerfile of the current"
                + " stable reference";
        assertThat(Plans.of("# syntax=example/mockerfile:2\n" + FROM).plan().warnings())
                .containsExactly(other);
        assertThat(Plans.of("# syntax=docker/dockerfile:1\n" + FROM)
                        .arg("BUILDKIT_SYNTAX", "example/mockerfile:2")
                        .plan()
                        .warnings())
                .containsExactly(other);
    }

    @Test
    void dockerfileFrontend_isOurOwnLanguage() {
        for (String name :
                new String[] {"docker/dockerfile", "docker/dockerfile:1.7-labs", "docker.io/docker/dockerfile@x"}) {
            assertThat(Plans.of("# syntax=" + name + "\n" + FROM).plan().warnings())
                    .isEmpty();
        }
    }

    @Test
    void inlineCache_isWarnedOf() {
        assertThat(Plans.of(FROM).arg("BUILDKIT_INLINE_CACHE", "1").plan().warnings())
                .containsExactly("build argument \"BUILDKIT_INLINE_CACHE\" is not used: images carry no build cache");
    }
}
