package dev.slipway.plan.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CacheKey.KeyPart;
import dev.slipway.plan.graph.CacheKey.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheKeyTest {
    private static final Digest A = Digest.of(new byte[] {1});
    private static final Digest B = Digest.of(new byte[] {2});

    private static Digest key(KeyPart... parts) {
        return CacheKey.of(List.of(parts)).digest();
    }

    @Test
    void everyPartCounts() {
        assertThat(List.of(
                        key(),
                        key(new KeyPart(Kind.OP, "", A)),
                        key(new KeyPart(Kind.INPUT, "", A)),
                        key(new KeyPart(Kind.OP, "x", A)),
                        key(new KeyPart(Kind.OP, "", B)),
                        key(new KeyPart(Kind.OP, "", A), new KeyPart(Kind.OP, "", B)),
                        key(new KeyPart(Kind.OP, "", B), new KeyPart(Kind.OP, "", A))))
                .doesNotHaveDuplicates();
    }

    /** Action records are found by it: a change here needs another version of the key. */
    @Test
    void key_isTheGoldenOne() {
        assertThat(key(new KeyPart(Kind.OP, "", A), new KeyPart(Kind.CONTENT, "1 python/", B)))
                .hasToString("sha256:8015c222b23f6c1e715d3686581a32795b79e68cec3db587e70cda6f403409ab");
    }
}
