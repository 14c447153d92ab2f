package dev.slipway.dockerfile.ignore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class IgnoreRulesTest {
    private static IgnoreRules rules(String... lines) {
        return IgnoreRules.parse(new SourceText(".dockerignore", String.join("\n", lines)));
    }

    @Test
    void commentsBlanksAndSlashes_areCleanedAway() {
        IgnoreRules rules =
                rules("\ufeff# comment", "", "  /a/ \r", "b//c/./d", " # no comment", "! /e ", "#x", "**/f/");

        assertThat(rules.canonicalText()).isEqualTo("a\nb/c/d\n# no comment\n!e\n**/f");
        assertThat(rules).isEqualTo(rules("a", "b/c/d", " # no comment", "!e", "**/f"));
    }

    @Test
    void noRules_excludeNothing() {
        assertThat(rules("", "# only")).isSameAs(IgnoreRules.NONE);
        assertThat(IgnoreRules.NONE.excluded("a/b")).isFalse();
        assertThat(IgnoreRules.NONE.canSkipDirectory("a")).isFalse();
    }

    @Test
    void everythingBelowAMatch_isExcluded() {
        IgnoreRules rules = rules("docs", "*/temp*");

        assertThat(rules.excluded("docs")).isTrue();
        assertThat(rules.excluded("docs/a/b")).isTrue();
        assertThat(rules.excluded("x/docs")).isFalse();
        assertThat(rules.excluded("x/temporary/a")).isTrue();
        assertThat(rules.excluded("x/y/temp")).isFalse();
    }

    @Test
    void lastMatchingRule_decides() {
        assertThat(rules("*.md", "!README*.md", "README-secret.md").excluded("README-secret.md"))
                .isTrue();
        assertThat(rules("*.md", "README-secret.md", "!README*.md").excluded("README-secret.md"))
                .isFalse();
        assertThat(rules("!a", "a").excluded("a")).isTrue();
    }

    @Test
    void pathInAnExcludedDirectory_isTakenBackIn() {
        IgnoreRules rules = rules("*", "!src/main/**/*.c", "!lib");

        assertThat(rules.excluded("src")).isTrue();
        assertThat(rules.excluded("src/main/x/y.c")).isFalse();
        assertThat(rules.excluded("src/main/x/y.h")).isTrue();
        assertThat(rules.excluded("lib/any/thing")).isFalse();
    }

    @Test
    void contextRoot_isNeverExcluded() {
        assertThat(rules("**").excluded(".")).isFalse();
        assertThat(rules("*", ".").excluded("./")).isFalse();
    }

    @Test
    void directory_isSkippedUnlessARuleReachesInto() {
        IgnoreRules rules = rules("*", "!src/a/*.c", "!**/keep");

        assertThat(rules("*", "!src/a/*.c").canSkipDirectory("src")).isFalse();
        assertThat(rules("*", "!src/a/*.c").canSkipDirectory("src/a")).isFalse();
        assertThat(rules("*", "!src/a/*.c").canSkipDirectory("src/b")).isTrue();
        assertThat(rules("*", "!src/a/*.c").canSkipDirectory("lib")).isTrue();
        assertThat(rules.canSkipDirectory("lib/deep")).isFalse();
        assertThat(rules("a").canSkipDirectory("b")).isFalse();
    }

    @Test
    void loneExclamationMark_isRefusedAtItsPlace() {
        DockerfileException refused = catchThrowableOfType(DockerfileException.class, () -> rules("a", "", "  ! "));

        assertThat(refused.code()).isEqualTo(Code.BAD_IGNORE_PATTERN);
        assertThat(refused.span()).isEqualTo(new Span(3, 3, 3, 3));
        assertThat(refused)
                .hasMessage(".dockerignore:3:3: cannot read the pattern \"!\" (expected: a path pattern after the !)");
        assertThatThrownBy(() -> rules("!/")).isInstanceOf(DockerfileException.class);
        assertThatThrownBy(() -> rules("ok", "[a-")).hasMessageStartingWith(".dockerignore:2:1: ");
    }

    @Test
    void excludeFlags_areRulesInOrder() {
        IgnoreRules rules = IgnoreRules.of(List.of("*.txt", " !a.txt ", ""));

        assertThat(rules.excluded("b.txt")).isTrue();
        assertThat(rules.excluded("a.txt")).isFalse();
        assertThat(IgnoreRules.of(List.of("/a")).excluded("a")).isFalse();
        assertThatThrownBy(() -> IgnoreRules.of(List.of("["))).isInstanceOf(InvalidPatternException.class);
    }

    @Test
    void scope_saysTheSameAsTheWholePath() {
        IgnoreRules rules = rules("a", "!a/b", "a");

        assertThat(rules.root().enter("a").enter("b").excluded()).isEqualTo(rules.excluded("a/b"));
        assertThat(rules.root().excluded()).isFalse();
    }

    @Provide
    Arbitrary<List<String>> lines() {
        Arbitrary<String> pattern = Arbitraries.of("a", "b", "/", "*", "?", "**", "**/", "[a]")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(parts -> String.join("", parts))
                .map(text -> text.replaceAll("^/+", ""))
                .filter(text -> !text.isEmpty());
        Arbitrary<String> signed = Arbitraries.of("", "!").flatMap(sign -> pattern.map(text -> sign + text));
        return signed.list().ofMaxSize(5);
    }

    @Provide
    Arbitrary<String> path() {
        return Arbitraries.of("a", "b", "ab", "ba")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(parts -> String.join("/", parts));
    }

    @Property(tries = 5000)
    void rules_agreeWithTheNaiveModel(@ForAll("lines") List<String> lines, @ForAll("path") String path) {
        IgnoreRules rules = rules(lines.toArray(String[]::new));
        List<String> cleaned =
                rules.isEmpty() ? List.of() : rules.canonicalText().lines().toList();

        assertThat(rules.excluded(path)).isEqualTo(NaiveMatcher.excluded(cleaned, path));
    }

    @Property(tries = 5000)
    void nothingBelowASkippedDirectory_isIncluded(@ForAll("lines") List<String> lines, @ForAll("path") String path) {
        IgnoreRules rules = rules(lines.toArray(String[]::new));
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (rules.canSkipDirectory(path.substring(0, slash))) {
                assertThat(rules.excluded(path)).isTrue();
            }
        }
    }

    @Property(tries = 2000)
    void anyText_isReadOrRefused(@ForAll String text) {
        try {
            rules(text).excluded("a/b");
        } catch (DockerfileException refused) {
            assertThat(refused.code()).isEqualTo(Code.BAD_IGNORE_PATTERN);
        }
    }
}
