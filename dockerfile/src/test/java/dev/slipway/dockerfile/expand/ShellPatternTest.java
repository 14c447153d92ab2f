package dev.slipway.dockerfile.expand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ShellPatternTest {
    @Provide
    Arbitrary<String> pattern() {
        return Arbitraries.of("a", "b", "*", "?", "\\*").list().ofMaxSize(6).map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> value() {
        return Arbitraries.strings().withChars('a', 'b', '*').ofMaxLength(9);
    }

    /** The plain recursive meaning of a pattern for a whole text. */
    private static boolean naive(String pattern, String text) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        if (pattern.charAt(0) == '*') {
            return naive(pattern.substring(1), text) || (!text.isEmpty() && naive(pattern, text.substring(1)));
        }
        boolean escaped = pattern.charAt(0) == '\\';
        String rest = pattern.substring(escaped ? 2 : 1);
        char wanted = pattern.charAt(escaped ? 1 : 0);
        return !text.isEmpty()
                && ((wanted == '?' && !escaped) || wanted == text.charAt(0))
                && naive(rest, text.substring(1));
    }

    @Property(tries = 3000)
    void trimming_removesTheShortestOrLongestNaiveMatch(
            @ForAll("pattern") String pattern, @ForAll("value") String value) {
        String shortPrefix = value;
        String longPrefix = value;
        String shortSuffix = value;
        String longSuffix = value;
        for (int i = value.length(); i >= 0; i--) {
            shortPrefix = naive(pattern, value.substring(0, i)) ? value.substring(i) : shortPrefix;
            longSuffix = naive(pattern, value.substring(i)) ? value.substring(0, i) : longSuffix;
        }
        for (int i = 0; i <= value.length(); i++) {
            longPrefix = naive(pattern, value.substring(0, i)) ? value.substring(i) : longPrefix;
            shortSuffix = naive(pattern, value.substring(i)) ? value.substring(0, i) : shortSuffix;
        }
        ShellPattern glob = ShellPattern.parse(pattern);

        assertThat(glob.removePrefix(value, false)).isEqualTo(shortPrefix);
        assertThat(glob.removePrefix(value, true)).isEqualTo(longPrefix);
        assertThat(glob.removeSuffix(value, false)).isEqualTo(shortSuffix);
        assertThat(glob.removeSuffix(value, true)).isEqualTo(longSuffix);
    }

    @Property
    void replacingAllLiterals_isStringReplacement(@ForAll("value") String value) {
        assertThat(ShellPattern.parse("ab").replace(value, "-", true)).isEqualTo(value.replace("ab", "-"));
    }

    @Test
    void characters_areCodePoints() {
        assertThat(ShellPattern.parse("?").removePrefix("😀b", false)).isEqualTo("b");
        assertThat(ShellPattern.parse("?").removeSuffix("b😀", false)).isEqualTo("b");
        assertThat(ShellPattern.parse("?").replace("😀b", "x", true)).isEqualTo("xx");
    }

    @Test
    void emptyPattern_matchesBetweenCharacters() {
        assertThat(ShellPattern.parse("").replace("ab", "-", false)).isEqualTo("-ab");
        assertThat(ShellPattern.parse("").replace("ab", "-", true)).isEqualTo("-a-b-");
    }

    @Test
    void lineEnd_isNotMatchedByWildcards() {
        assertThat(ShellPattern.parse("*").removePrefix("a\nb", true)).isEqualTo("\nb");
    }

    @Test
    void unknownEscape_isRefused() {
        assertThatThrownBy(() -> ShellPattern.parse("\\x")).isInstanceOf(ExpansionFault.class);
        assertThatThrownBy(() -> ShellPattern.parse("a\\")).isInstanceOf(ExpansionFault.class);
    }

    @Test
    void manyStars_takeNoExponentialTime() {
        String pattern = "*a".repeat(40) + "b";

        assertThat(ShellPattern.parse(pattern).removePrefix("a".repeat(2000), true))
                .hasSize(2000);
    }
}
