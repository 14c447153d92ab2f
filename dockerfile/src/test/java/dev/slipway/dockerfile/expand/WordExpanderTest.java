package dev.slipway.dockerfile.expand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.Heredoc;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Word;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordExpanderTest {
    private static final SourceText SOURCE = new SourceText("Dockerfile", "FROM a\nENV x\n");
    private static final Span SPAN = new Span(2, 5, 2, 5);
    private static final Variables SCOPE = new MapVariables(Map.of(
            "v",
            "foobarbaz",
            "empty",
            "",
            "home",
            "/root",
            "sp",
            "a  b ",
            "path",
            "/a/b/a/b.txt",
            "_x1",
            "u",
            "glob",
            "*a?\\",
            "pat",
            "b*"));

    private static Expansion expand(String text) {
        return new WordExpander(SOURCE, '\\').expand(new Word(text, SPAN), SCOPE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            plain           | plain
            $v              | foobarbaz
            ${v}x           | foobarbazx
            $vx             | ``
            $_x1.y          | u.y
            a$              | a$
            a$.b            | a$.b
            $1x             | x
            $@@             | @
            \\$v            | $v
            """)
    void reference_isReplacedByItsValue(String word, String expected) {
        assertThat(expand(word).value()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ${v:-d}                 | foobarbaz
            ${v-d}                  | foobarbaz
            ${empty:-d}             | d
            ${empty-d}              | ``
            ${no:-d}                | d
            ${no-d}                 | d
            ${no:-}                 | ``
            ${v:+d}                 | d
            ${v+d}                  | d
            ${empty:+d}             | ``
            ${empty+d}              | d
            ${no:+d}                | ``
            ${no+d}                 | ``
            ${v:?m}                 | foobarbaz
            ${v?m}                  | foobarbaz
            ${empty?m}              | ``
            ${no:-${empty:-$home}}  | /root
            ${no:-a ${home} b}c     | a /root bc
            ${no:-"a } b"}          | a } b
            ${no:-'$v'}             | $v
            ${no:-\\}}              | }
            """)
    void substitution_followsTheShell(String word, String expected) {
        assertThat(expand(word).value()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ${v#f*b}                | arbaz
            ${v##f*b}               | az
            ${v%b*}                 | foobar
            ${v%%b*}                | foo
            ${v#x}                  | foobarbaz
            ${v#}                   | foobarbaz
            ${v%%$pat}              | foo
            ${v#$pat}               | foobarbaz
            ${v#?oo}                | barbaz
            ${v/ba/fo}              | fooforbaz
            ${v//ba/fo}             | fooforfoz
            ${v//ba/}               | foorz
            ${v//o?/X}              | fXbarbaz
            ${v/*/X}                | X
            ${v//x/y}               | foobarbaz
            ${path//$home/x}        | /a/b/a/b.txt
            ${path#/}               | a/b/a/b.txt
            ${path%.*}              | /a/b/a/b
            ${path##*/}             | b.txt
            ${path/\\//-}           | -a/b/a/b.txt
            ${empty#a}              | ``
            ${no%x}                 | ``
            """)
    void pattern_trimsAndReplaces(String word, String expected) {
        assertThat(expand(word).value()).isEqualTo(expected);
    }

    @Test
    void escapedWildcards_areLiteral() {
        assertThat(expand("${glob#\\*a}").value()).isEqualTo("?\\");
        assertThat(expand("${glob%\\?\\\\}").value()).isEqualTo("*a");
        assertThat(expand("${glob/\\*/x}").value()).isEqualTo("xa?\\");
    }

    @Test
    void quotes_areRemovedAndHideWhatTheyHold() {
        assertThat(expand("'$v'\"$v\"").value()).isEqualTo("$vfoobarbaz");
        assertThat(expand("\"it's\"").value()).isEqualTo("it's");
        assertThat(expand("'a\\'").value()).isEqualTo("a\\");
        assertThat(expand("\"a\\\"b\\$v\\\\c\\d\"").value()).isEqualTo("a\"b$v\\c\\d");
        assertThat(expand("\"\"").value()).isEmpty();
    }

    @Test
    void escape_takesTheNextCharacterAsItIs() {
        assertThat(expand("\\$v\\ \\a\\\\").value()).isEqualTo("$v a\\");
        assertThat(expand("\\${v}").value()).isEqualTo("${v}");
        assertThat(expand("end\\").value()).isEqualTo("end");
        assertThat(new WordExpander(SOURCE, '`')
                        .expand(new Word("c:\\`$v \"`\"\"", SPAN), SCOPE)
                        .value())
                .isEqualTo("c:\\$v \"");
    }

    @Test
    void words_areSplitAfterExpansion() {
        assertThat(expand("x$sp.y \"$sp\" 'q r'\\ s").words()).isEqualTo(List.of("xa", "b", ".y", "a  b ", "q r s"));
        assertThat(expand("  ").words()).isEmpty();
        assertThat(expand("$empty \"\"").words()).isEmpty();
        assertThat(expand("80${no:-81}").words()).containsExactly("8081");
    }

    @Test
    void names_areReportedByWhatBecameOfThem() {
        Expansion expansion = expand("$v ${no:-$home} ${gone} ${lost#x} ${v} '$quoted' \\$escaped");

        assertThat(expansion.used()).containsExactly("v", "home");
        assertThat(expansion.defaulted()).containsExactly("no");
        assertThat(expansion.undefined()).containsExactly("gone", "lost");
        assertThat(expansion.names()).containsExactly("v", "home", "no", "gone", "lost");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${", "${v", "${}", "${{v}}", "${:-x}", "${.}", "${v:x}", "${v=x}", "${v:=x}", "${v^^}", "${v:#x}",
                "${v:", "${v/a}", "${v//a}", "${v/a/b", "${v#\\x}", "${v:-'}", "'", "\"", "a\"b", "\"\\\"", "${v@Q}"
            })
    void brokenWord_isRefused(String word) {
        DockerfileException refused = catchThrowableOfType(DockerfileException.class, () -> expand(word));

        assertThat(refused.code()).isEqualTo(Code.BAD_EXPANSION);
        assertThat(refused.span()).isEqualTo(SPAN);
        assertThat(refused).hasMessageStartingWith("Dockerfile:2:5: cannot ").hasMessageContaining("(expected: ");
    }

    @Test
    void requiredVariable_isRefusedWithItsMessage() {
        assertThatThrownBy(() -> expand("${no:?set $v}"))
                .hasMessage("Dockerfile:2:5: cannot expand \"no\": set foobarbaz (expected: a value)");
        assertThatThrownBy(() -> expand("${empty:?}"))
                .hasMessage("Dockerfile:2:5: cannot expand \"empty\": is not allowed to be empty (expected: a value)");
        assertThatThrownBy(() -> expand("${no?}"))
                .hasMessage("Dockerfile:2:5: cannot expand \"no\": is not allowed to be unset (expected: a value)");
    }

    @Test
    void deepNesting_isRefused() {
        assertThatThrownBy(() -> expand("${a:-".repeat(100_000))).isInstanceOf(DockerfileException.class);
    }

    @Test
    void heredocContent_keepsQuotesAndExpandsVariables() {
        Heredoc heredoc = new Heredoc("F", 0, true, false, "'$home' \"\\$v\" ${no:-d}\n", SPAN, SPAN);

        Expansion expansion = new WordExpander(SOURCE, '`').expandContent(heredoc, SCOPE);

        assertThat(expansion.value()).isEqualTo("'/root' \"$v\" d\n");
        assertThat(expansion.used()).containsExactly("home");
    }

    @Test
    void quotedHeredoc_isLeftAlone() {
        Heredoc heredoc = new Heredoc("F", 0, false, false, "$home \\$v ${\n", SPAN, SPAN);

        assertThat(new WordExpander(SOURCE, '\\').expandContent(heredoc, SCOPE).value())
                .isEqualTo("$home \\$v ${\n");
    }

    @Test
    void undefinedInFrom_suggestsTheNearestName() {
        WordExpander expander = new WordExpander(SOURCE, '\\');
        Variables scope = new MapVariables(Map.of("BASE_IMAGE", "x"));

        DockerfileException refused = expander.undefined("FROM", new Word("$BASE_IMGE", SPAN), "BASE_IMGE", scope);

        assertThat(refused.code()).isEqualTo(Code.UNDEFINED_VARIABLE);
        assertThat(refused).hasMessageContaining("cannot expand FROM: variable \"BASE_IMGE\" is not set");
        assertThat(refused.hint()).contains("use \"BASE_IMAGE\", which is set");
        assertThat(expander.undefined("FROM", new Word("$Q", SPAN), "Q", scope).hint())
                .contains("declare it with ARG Q=… or give it with --build-arg Q=…");
    }
}
