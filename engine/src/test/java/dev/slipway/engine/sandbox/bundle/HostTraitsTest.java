package dev.slipway.engine.sandbox.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostTraitsTest {
    @Test
    void wholeRange_isNoUserNamespace() {
        assertThat(HostTraits.coversAll(List.of("         0          0 4294967295")))
                .isTrue();
        assertThat(HostTraits.coversAll(
                        List.of("         0       1000          1", "         1     100000      65536")))
                .isFalse();
    }

    @Test
    void mappedIds_areFound() {
        List<String> map = List.of("         0       1000          1", "         1     100000      4");
        assertThat(HostTraits.contains(map, 4)).isTrue();
        assertThat(HostTraits.contains(map, 5)).isFalse();
    }
}
