package dev.slipway.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ChallengeTest {
    @Test
    void bearer_isReadWithQuotedCommas() {
        List<Challenge> found = Challenge.parse(List.of(
                "Bearer realm=\"https://auth.test/token\",service=\"a, \\\"b\\\"\", scope=\"repository:x:pull,push\""));
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().scheme()).isEqualTo("bearer");
        assertThat(found.getFirst().parameter("realm")).isEqualTo("https://auth.test/token");
        assertThat(found.getFirst().parameter("service")).isEqualTo("a, \"b\"");
        assertThat(found.getFirst().parameter("scope")).isEqualTo("repository:x:pull,push");
    }

    @Test
    void severalChallenges_areToldApart() {
        List<Challenge> found = Challenge.parse(List.of("Negotiate, Basic realm=x", "BEARER Realm=y"));
        assertThat(found).extracting(Challenge::scheme).containsExactly("negotiate", "basic", "bearer");
        assertThat(found.getLast().parameter("realm")).isEqualTo("y");
    }

    @Property(tries = 500)
    void anyText_isReadWithoutEnd(@ForAll String text) {
        assertThat(Challenge.parse(List.of(text)).size()).isLessThanOrEqualTo(text.length());
    }
}
