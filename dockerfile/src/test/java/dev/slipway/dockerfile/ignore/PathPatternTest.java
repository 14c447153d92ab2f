package dev.slipway.dockerfile.ignore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
    @ParameterizedTest
    @CsvSource({
        "a,a,true",
        "a,b,false",
        "a,a/b,false",
        "a/b,a/b,true",
        "*,a,true",
        "*,a/b,false",
        "*.c,x.c,true",
        "*.c,.c,true",
        "a?c,abc,true",
        "a?c,a/c,false",
        "a?c,a😀c,true",
        "[a-c]x,bx,true",
        "[a-c]x,dx,false",
        "[^a-c]x,dx,true",
        "[^a-c]x,ax,false",
        "[]]x,]x,bad",
        "[\\]]x,]x,true",
        "[\\-]x,-x,true",
        "a\\*,a*,true",
        "a\\*,ab,false",
        "a*/b,abc/b,true",
        "a*/b,a/c/b,false",
        "a.c,abc,false",
        "(a)+,(a)+,true"
    })
    void bothKinds_agreeWithoutDoubleStars(String pattern, String path, String expected) {
        if (expected.equals("bad")) {
            assertThatThrownBy(() -> PathPattern.glob(pattern)).isInstanceOf(InvalidPatternException.class);
        } else {
            assertThat(PathPattern.glob(pattern).matches(path)).isEqualTo(Boolean.valueOf(expected));
            assertThat(PathPattern.recursive(pattern).matches(path)).isEqualTo(Boolean.valueOf(expected));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "**,a,true",
        "**,a/b/c,true",
        "**/,a/b,true",
        "**/x,x,true",
        "**/x,a/x,true",
        "**/x,a/b/x,true",
        "**/x,ax,false",
        "x/**,x,false",
        "x/**,x/y,true",
        "x/**,x/y/z,true",
        "a/**/b,a/b,true",
        "a/**/b,a/x/y/b,true",
        "a/**/b,ab,false",
        "a/**/b,a/xb,false",
        "**/*.c,x.c,true",
        "**/*.c,a/b/x.c,true",
        "**/**/x,a/x,true",
        "a**/x,a/x,true",
        "a**/x,ab/c/x,true",
        "a**,abc,true",
        "a**,a/b,true",
        "**x,yx,true",
        "**x,a/yx,true",
        "**x?,yxz,false",
        "**x?,y/xz,true",
        "a**b,ab,true",
        "a**b,acb,false",
        "a**b,ac/b,true"
    })
    void doubleStar_crossesDirectories(String pattern, String path, boolean expected) {
        assertThat(PathPattern.recursive(pattern).matches(path)).isEqualTo(expected);
    }

    @Test
    void doubleStarOfGlob_isASingleOne() {
        assertThat(PathPattern.glob("**/x").matches("a/x")).isTrue();
        assertThat(PathPattern.glob("**/x").matches("a/b/x")).isFalse();
        assertThat(PathPattern.glob("**/x").matches("x")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[a", "[a-", "[]", "[^]", "[-a]", "[a-]", "[z-a]", "a\\", "[\\"})
    void brokenPattern_isRefused(String pattern) {
        assertThatThrownBy(() -> PathPattern.recursive(pattern))
                .isInstanceOf(InvalidPatternException.class)
                .hasMessageStartingWith("cannot read the pattern \"" + pattern + "\" (expected: ");
    }

    @Test
    void recursiveText_isCleaned() {
        assertThat(PathPattern.recursive("./a//b/../c/").text()).isEqualTo("a/c");
        assertThat(PathPattern.recursive("./a//b/../c/")).isEqualTo(PathPattern.recursive("a/c"));
        assertThat(PathPattern.glob("a//b").text()).isEqualTo("a//b");
    }

    @Test
    void literal_isAPatternWithoutWildcards() {
        assertThat(PathPattern.recursive("a/b").isLiteral()).isTrue();
        assertThat(PathPattern.recursive("a/\\*").isLiteral()).isTrue();
        assertThat(PathPattern.recursive("a/?").isLiteral()).isFalse();
    }

    @Test
    void directoryAbove_countsForMatchesOrParent() {
        assertThat(PathPattern.recursive("a/*").matchesOrParent("a/b/c/d")).isTrue();
        assertThat(PathPattern.recursive("a/*").matchesOrParent("a")).isFalse();
        assertThat(PathPattern.recursive("b").matchesOrParent("a/b")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "a/b/c,a,true",
        "a/b/c,a/b,true",
        "a/b/c,a/b/c,false",
        "a/b/c,b,false",
        "*/c,x,true",
        "*/c,x/y,false",
        "**/c,x/y,true",
        "a/**,a,true",
        "a/**,b,false",
        "a*,a,false",
        "a[/]b,a,true"
    })
    void matchBelow_isForeseen(String pattern, String directory, boolean expected) {
        assertThat(PathPattern.recursive(pattern).couldMatchBelow(directory)).isEqualTo(expected);
    }

    @Test
    void manyStars_takeNoExponentialTime() {
        assertThat(PathPattern.recursive("**/a*".repeat(60) + "b").matches("a/".repeat(3000)))
                .isFalse();
    }

    @Provide
    Arbitrary<String> pattern() {
        return Arbitraries.of("a", "b", "/", "*", "?", "**", "**/", "[a]", "[^a]", "\\*")
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> path() {
        return Arbitraries.of("a", "b", "ab", "*", "ba")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(parts -> String.join("/", parts));
    }

    @Property(tries = 5000)
    void recursivePattern_agreesWithTheNaiveModel(@ForAll("pattern") String text, @ForAll("path") String path) {
        PathPattern pattern = PathPattern.recursive(text);

        assertThat(pattern.matches(path)).isEqualTo(NaiveMatcher.matches(pattern.text(), path));
    }

    @Property(tries = 3000)
    void matchBelow_isNeverMissed(@ForAll("pattern") String text, @ForAll("path") String path) {
        PathPattern pattern = PathPattern.recursive(text);
        int slash = path.lastIndexOf('/');
        if (slash > 0 && pattern.matches(path)) {
            assertThat(pattern.couldMatchBelow(path.substring(0, slash))).isTrue();
        }
    }
}
