package dev.slipway.engine.source.debootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.step.SourceException;
import dev.slipway.image.Platform;
import dev.slipway.plan.request.ContextSpec.ImageOrigin.Debootstrap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebianRequestTest {
    private static DebianRequest of(String suite, Map<String, String> options, String platform) {
        return DebianRequest.of(new Debootstrap(suite, options), Platform.parse(platform));
    }

    @Test
    void packages_areSortedAndCountedOnce() {
        assertThat(of("trixie", Map.of("include", "git, curl,git,"), "linux/amd64")
                        .include())
                .containsExactly("curl", "git");
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64,amd64",
        "linux/arm64,arm64",
        "linux/arm/v7,armhf",
        "linux/386,i386",
        "linux/ppc64le,ppc64el"
    })
    void architecture_isDebiansWord(String platform, String expected) {
        assertThat(of("sid", Map.of(), platform).architecture()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--help | variant | minbase",
                "a b | variant | minbase",
                "sid | variant | huge",
                "sid | include | --customize-hook=x",
                "sid | mirror | not an address",
                "sid | keyring | relative",
                "sid | nonsense | x",
            })
    void whatIsNoWordOfACommandLine_isRefused(String suite, String option, String value) {
        assertThatThrownBy(() -> of(suite, Map.of(option, value), "linux/amd64"))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("debootstrap://" + suite)
                .hasMessageContaining("expected:");
    }

    @Test
    void platformThatDebianHasNot_isRefused() {
        assertThatThrownBy(() -> of("sid", Map.of(), "windows/amd64")).hasMessageContaining("windows/amd64");
    }
}
