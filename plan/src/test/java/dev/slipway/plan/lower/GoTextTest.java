package dev.slipway.plan.lower;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GoTextTest {
    @Test
    void quote_escapesAsGo() {
        assertThat(GoText.quote("a\"b\\c\n\t\u0001\u0007é€😀")).isEqualTo("\"a\\\"b\\\\c\\n\\t\\x01\\aé€😀\"");
        assertThat(GoText.quote("\u0085")).isEqualTo("\"\\u0085\"");
        assertThat(GoText.quotedList(List.of("a", ""))).isEqualTo("[\"a\" \"\"]");
    }

    @Test
    void duration_isShortest() {
        assertThat(GoText.duration(0)).isEqualTo("0s");
        assertThat(GoText.duration(7)).isEqualTo("7ns");
        assertThat(GoText.duration(1_500)).isEqualTo("1.5µs");
        assertThat(GoText.duration(1_001_000)).isEqualTo("1.001ms");
        assertThat(GoText.duration(30_000_000_000L)).isEqualTo("30s");
        assertThat(GoText.duration(3_600_000_000_000L)).isEqualTo("1h0m0s");
        assertThat(GoText.duration(90_500_000_000L)).isEqualTo("1m30.5s");
        assertThat(GoText.duration(-1_000_000_000L)).isEqualTo("-1s");
    }
}
