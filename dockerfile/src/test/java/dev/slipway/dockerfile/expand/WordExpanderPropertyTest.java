package dev.slipway.dockerfile.expand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Word;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class WordExpanderPropertyTest {
    private static final Span SPAN = new Span(1, 1, 1, 1);
    private static final SourceText SOURCE = new SourceText("Dockerfile", "x");
    private static final Variables SCOPE = new MapVariables(Map.of("a", "x y", "b", "", "c", "$a'\"\\"));

    @Provide
    Arbitrary<String> shellText() {
        return Arbitraries.of(
                        "$", "{", "}", "${", "a", "b", "c", "d", ":", "-", "+", "?", "#", "%", "/", "'", "\"", "\\",
                        "`", " ", "\t", "\n", "*", "<<", "😀", "é")
                .list()
                .ofMaxSize(24)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 4000)
    void anyText_expandsOrIsRefusedAtItsSpan(@ForAll("shellText") String text) {
        for (char escape : new char[] {'\\', '`'}) {
            try {
                Expansion expansion = new WordExpander(SOURCE, escape).expand(new Word(text, SPAN), SCOPE);
                assertThat(expansion.used()).isSubsetOf(SCOPE.names());
                assertThat(expansion.undefined()).doesNotContainAnyElementsOf(SCOPE.names());
            } catch (DockerfileException refused) {
                assertThat(refused.span()).isEqualTo(SPAN);
            }
        }
    }

    @Property
    void singleQuotedText_comesBackAsItIs(@ForAll("shellText") String text) {
        String inner = text.replace("'", "");

        assertThat(new WordExpander(SOURCE, '\\').expand(new Word("'" + inner + "'", SPAN), SCOPE))
                .isEqualTo(new Expansion(
                        inner,
                        inner.isEmpty() ? java.util.List.of() : java.util.List.of(inner),
                        java.util.Set.of(),
                        java.util.Set.of(),
                        java.util.Set.of()));
    }

    @Property
    void escapingEveryCharacter_givesTheText(@ForAll("shellText") String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append('\\').append((char) c));

        assertThat(new WordExpander(SOURCE, '\\')
                        .expand(new Word(escaped.toString(), SPAN), SCOPE)
                        .value())
                .isEqualTo(text);
    }
}
