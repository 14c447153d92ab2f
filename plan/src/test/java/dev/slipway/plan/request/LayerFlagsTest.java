package dev.slipway.plan.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.LayerRules.Layering;
import dev.slipway.plan.request.LayerRules.ShadowedThreshold;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerFlagsTest {
    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(PlanException.class).hasMessage(message);
    }

    @Test
    void layering_isOneOfTwo() {
        assertThat(LayerFlags.layering("provenance")).isEqualTo(Layering.PROVENANCE);
        assertThat(LayerFlags.layering("as-written")).isEqualTo(Layering.AS_WRITTEN);
        assertThatThrownBy(() -> LayerFlags.layering("as-writen"))
                .hasMessage("--layering \"as-writen\" (expected: provenance or as-written)")
                .satisfies(e -> assertThat(((PlanException) e).hint()).contains("use \"as-written\""));
    }

    @Test
    void sizes_areReadAsDockerWritesThem() {
        assertThat(LayerFlags.minSize("0")).isZero();
        assertThat(LayerFlags.minSize("1MiB")).isEqualTo(1 << 20);
        assertThat(LayerFlags.sizeTarget("512m")).isEqualTo(512L << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "many", "2TiB", "1MiB,2"})
    void badMinimum_isRefusedWithTheRange(String text) {
        refused(
                () -> LayerFlags.minSize(text),
                "--layer-min-size \"" + text + "\" (expected: a size from 0 to 1TiB, such as 1MiB)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "1023k", "-5MiB", "2TiB"})
    void badTarget_isRefusedWithTheRange(String text) {
        refused(
                () -> LayerFlags.sizeTarget(text),
                "--layer-size-target \"" + text + "\" (expected: a size from 1MiB to 1TiB, such as 512MiB)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "128", "-1", "ten", "99999999999"})
    void badNumberOfLayers_isRefusedWithTheRange(String text) {
        refused(() -> LayerFlags.maxLayers(text), "--max-layers \"" + text + "\" (expected: a number from 1 to 127)");
    }

    @Test
    void threshold_isASizeAndMaybeAShare() {
        assertThat(LayerFlags.shadowed("16MiB,2%")).isEqualTo(ShadowedThreshold.DEFAULT);
        assertThat(LayerFlags.shadowed("1k")).isEqualTo(new ShadowedThreshold(1024, 0));
        assertThat(LayerFlags.shadowed("0,12.5")).isEqualTo(new ShadowedThreshold(0, 12.5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2%", "1MiB,", "1MiB,101%", "1MiB,-1%", "1MiB,2%,3%", "-1", "1MiB,NaN"})
    void badThreshold_isRefusedWithTheRange(String text) {
        assertThatThrownBy(() -> LayerFlags.shadowed(text))
                .isInstanceOf(PlanException.class)
                .hasMessageStartingWith("--shadowed-threshold \"")
                .hasMessageContaining("(expected: SIZE or SIZE,PERCENT% with a size from 0 to 1TiB and 0 to 100 %");
    }

    @Test
    void threshold_needsBothToBeReached() {
        ShadowedThreshold threshold = new ShadowedThreshold(100, 10);
        assertThat(threshold.reachedBy(100, 1000)).isTrue();
        assertThat(threshold.reachedBy(99, 100)).isFalse();
        assertThat(threshold.reachedBy(100, 1001)).isFalse();
        assertThat(new ShadowedThreshold(0, 0).reachedBy(0, 100)).isFalse();
    }
}
