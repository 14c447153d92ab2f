package dev.slipway.dockerfile.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonArrayTest {
    private static JsonArray.Result parse(String text) {
        SyntaxNode.InstructionNode node = (SyntaxNode.InstructionNode)
                SyntaxTree.parse(new SourceText("f", "CMD " + text)).nodes().getFirst();
        return JsonArray.parse(node.head().arguments());
    }

    @Test
    void strings_areDecodedWithTheirPlaces() {
        JsonArray.Result result = parse("[ \"a\" ,\"\\u00e9\\t\\\\\" ]");

        assertThat(result.form()).isEqualTo(JsonArray.Form.STRINGS);
        assertThat(result.elements()).extracting(JsonArray.Element::value).containsExactly("a", "é\t\\");
        assertThat(result.elements().get(1).slice().span()).isEqualTo(new Span(1, 12, 1, 23));
        assertThat(parse("[]").form()).isEqualTo(JsonArray.Form.STRINGS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1]",
                "[-0.5e+3]",
                "[null]",
                "[true, false]",
                "[[]]",
                "[[\"a\"], {}]",
                "[{\"a\": [1, {\"b\": null}]}]",
                "[\"a\", 1]",
                "[0]",
                "[1E9]"
            })
    void arrayOfOtherValues_isNoStringArray(String text) {
        assertThat(parse(text).form()).isEqualTo(JsonArray.Form.NOT_STRINGS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[", "[\"a\"", "[\"a\",]", "[,]", "[\"a\" \"b\"]", "['a']", "[a]", "[\"a\"] b", "[\"a]", "[\"\\x\"]",
                "[\"\\u12\"]", "[\"\\u12g4\"]", "[\"a\tb\"]", "[01]", "[1.]", "[.5]", "[1e]", "[-]", "[+1]", "[tru]",
                "[{\"a\"}]", "[{\"a\":}]", "[{a:1}]", "[{\"a\":1,}]", "{}", "\"a\"", "x[\"a\"]", "[\"a\"]]"
            })
    void otherText_isNoJson(String text) {
        assertThat(parse(text).form()).isEqualTo(JsonArray.Form.NOT_JSON);
    }
}
