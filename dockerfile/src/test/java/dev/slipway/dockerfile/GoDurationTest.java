package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "+0,0",
        "1ns,1",
        "2us,2000",
        "2µs,2000",
        "2μs,2000",
        "1.5ms,1500000",
        "1s,1000000000",
        ".5s,500000000",
        "1.s,1000000000",
        "1m30s,90000000000",
        "1h,3600000000000",
        "-1s,-1000000000",
        "1s1s,2000000000"
    })
    void duration_isInNanoseconds(String text, long expected) {
        assertThat(GoDuration.nanoseconds(text)).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", "1", "s", ".s", "1.1.1s", "1d", "1 s", "1s ", "1e3s", "9999999h9999999h", "--1s", "1s-"
            })
    void otherText_isNoDuration(String text) {
        assertThat(GoDuration.nanoseconds(text)).isEmpty();
    }
}
