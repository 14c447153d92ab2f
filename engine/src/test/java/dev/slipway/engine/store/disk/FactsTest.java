package dev.slipway.engine.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FactsTest {
    @Test
    void form_isLinesAndAChecksum() {
        assertThat(new String(Facts.of("a", "1", "b", "x\ny\\").encode(), StandardCharsets.UTF_8))
                .isEqualTo("a 1\nb x\\ny\\\\\ncrc32c ec2e027c\n");
    }

    @Test
    void anyCutOrChange_readsAsAbsent() {
        byte[] whole = Facts.of("layer", "tree", "took", "12").encode();
        for (int length = 0; length < whole.length; length++) {
            assertThat(Facts.decode(Arrays.copyOf(whole, length))).isEmpty();
            byte[] changed = whole.clone();
            changed[length] ^= 1;
            assertThat(Facts.decode(changed)).isEmpty();
        }
        assertThat(Facts.decode(whole)).isPresent();
        assertThat(Facts.decode(new byte[whole.length])).isEmpty();
    }
}
