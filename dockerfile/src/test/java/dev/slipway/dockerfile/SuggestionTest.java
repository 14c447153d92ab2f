package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {
    @Test
    void nearWord_isFoundWithinTwoEdits() {
        List<String> stages = List.of("builder", "runtime", "base");

        assertThat(Suggestion.closest("bilder", stages)).contains("builder");
        assertThat(Suggestion.closest("BUILDER", stages)).contains("builder");
        assertThat(Suggestion.closest("rnutime", stages)).contains("runtime");
        assertThat(Suggestion.closest("bse", stages)).contains("base");
        assertThat(Suggestion.closest("frontend", stages)).isEmpty();
        assertThat(Suggestion.hint("bilder", stages)).contains("use \"builder\"");
    }

    @Test
    void wordItself_isNoSuggestion() {
        assertThat(Suggestion.closest("base", List.of("base"))).isEmpty();
    }

    @Test
    void shortWord_isNotReplacedAltogether() {
        assertThat(Suggestion.closest("ab", List.of("cd"))).isEmpty();
        assertThat(Suggestion.closest("x", List.of("y"))).isEmpty();
        assertThat(Suggestion.closest("abc", List.of("ab"))).contains("ab");
    }

    @Test
    void nearestThenFirst_isChosen() {
        assertThat(Suggestion.closest("target2", List.of("targets2x", "target", "target3")))
                .contains("target");
    }

    @Test
    void distance_countsInsertDeleteReplaceAndSwap() {
        assertThat(Suggestion.distance("", "")).isZero();
        assertThat(Suggestion.distance("abc", "abd")).isOne();
        assertThat(Suggestion.distance("abc", "acb")).isOne();
        assertThat(Suggestion.distance("abc", "bca")).isEqualTo(2);
        assertThat(Suggestion.distance("abc", "abcdef")).isEqualTo(3);
    }
}
