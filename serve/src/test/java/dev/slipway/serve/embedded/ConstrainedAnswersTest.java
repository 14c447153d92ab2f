package dev.slipway.serve.embedded;

import static dev.slipway.serve.embedded.Requests.constrained;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.SamplingParams.Choice;
import dev.slipway.serve.engine.SamplingParams.Constraint;
import dev.slipway.serve.engine.ServeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstrainedAnswersTest {
    private static final Choice WILD = new Choice(3, 1, -1, 0);
    private static EmbeddedEngine engine;

    @BeforeAll
    static void open() {
        engine = EmbeddedEngine.open(
                EmbeddedConfig.of(TinyModels.file(1)).withSlots(2).withThreads(1));
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static Reader run(Constraint constraint, Choice choice, long seed) {
        return Reader.of(engine.generate(constrained("Answer: ", constraint, choice, 900, seed)))
                .done();
    }

    /** Tokens of all kinds are drawn, so that only the constraint keeps the answer in form. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[a-f]{3,8}",
                "(yes|no|maybe)( indeed){0,2}",
                "\\d{4}-\\d{2}-\\d{2}",
                "[α-ω€😀]{2,5}",
                "[^a-z\\s]{1,6}x",
                "a.c|\\u00e9+?z{2}",
                "^(?:ab|c)+d$"
            })
    void regex_isMatchedByTheWholeAnswer(String regex) {
        for (long seed = 0; seed < 4; seed++) {
            Reader reader = run(new Constraint.Regex(regex), WILD, seed);
            assertThat(reader.reason()).as(reader.text()).isInstanceOf(FinishReason.StopToken.class);
            assertThat(reader.text()).matches(java.util.regex.Pattern.compile(regex));
        }
    }

    @Test
    void greedyAnswer_isConstrainedToo() {
        assertThat(run(new Constraint.Regex("[0-9]{2,4}"), Requests.GREEDY, 0).text())
                .matches("[0-9]{2,4}");
    }

    @Test
    void object_hasItsMembersInOrder() throws JsonProcessingException {
        String schema = """
                {"type":"object","title":"Person","properties":{
                  "name":{"type":"string","maxLength":6},
                  "age":{"type":"integer"},
                  "tags":{"type":"array","items":{"enum":["a","b c",3]},"minItems":1,"maxItems":3},
                  "note":{"anyOf":[{"type":"null"},{"type":"string","pattern":"^[x\\"]{1,3}$"}]},
                  "when":{"type":"string","format":"date"}},
                 "required":["name","tags"],"additionalProperties":false}""";
        for (long seed = 0; seed < 8; seed++) {
            JsonNode answer = new ObjectMapper()
                    .readTree(run(new Constraint.JsonSchema(schema), WILD, seed).text());
            assertThat(answer.get("name")
                            .textValue()
                            .codePointCount(0, answer.get("name").textValue().length()))
                    .isLessThanOrEqualTo(6);
            assertThat(answer.get("tags").size()).isBetween(1, 3);
            answer.get("tags").forEach(tag -> assertThat(tag.asText()).isIn("a", "b c", "3"));
            assertThat(answer.path("age").isMissingNode() || answer.path("age").isIntegralNumber())
                    .isTrue();
            if (answer.hasNonNull("note")) {
                assertThat(answer.get("note").textValue()).matches("[x\"]{1,3}");
            }
            if (answer.has("when")) {
                assertThat(answer.get("when").textValue()).matches("\\d{4}-\\d\\d-\\d\\d");
            }
            answer.fieldNames().forEachRemaining(name -> assertThat(name).isIn("name", "age", "tags", "note", "when"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"boolean\"},\"b\":{\"const\":{\"k\":[1,\"é\"]}}}}",
                "{\"type\":[\"number\",\"null\"]}",
                "{\"$ref\":\"#/$defs/node\",\"$defs\":{\"node\":{\"type\":\"object\",\"properties\":{\"v\":{\"enum\":[1]},\"next\":{\"anyOf\":[{\"type\":\"null\"},{\"$ref\":\"#/$defs/node\"}]}},\"required\":[\"v\"]}}}",
                "{\"type\":\"array\",\"prefixItems\":[{\"type\":\"boolean\"},{\"type\":\"integer\"}]}",
                "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"boolean\"}}"
            })
    void anySchema_givesJson(String schema) throws JsonProcessingException {
        int ended = 0;
        for (long seed = 0; seed < 4; seed++) {
            Reader reader = run(new Constraint.JsonSchema(schema), new Choice(1.5, 1, -1, 0), seed);
            if (reader.reason() instanceof FinishReason.StopToken) {
                ended++;
                assertThat(new ObjectMapper().readTree(reader.text()).isMissingNode())
                        .isFalse();
            }
        }
        assertThat(ended).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"integer\",\"minimum\":3} ; json_schema: \"minimum\" (expected: one of",
                "{\"type\":\"strange\"} ; json_schema: type \"strange\"",
                "{\"type\":\"object\",\"required\":[\"x\"]} ; json_schema: required \"x\"",
                "{\"$ref\":\"http://elsewhere\"} ; json_schema: $ref \"http://elsewhere\"",
                "{\"$ref\":\"#\"} ; json_schema: no text is like that",
                "not json ; json_schema: ",
                "[] ; json_schema: ARRAY",
                "{\"type\":\"string\",\"pattern\":\"(?=x)\"} ; json_schema: \"pattern\": look-around"
            })
    void schemaThatCannotBeHad_isRefusedByName(String schema, String message) {
        assertRefused(new Constraint.JsonSchema(schema), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "(a ; regex: no \")\"",
                "a) ; regex: \")\" without \"(\"",
                "(?=a) ; regex: look-around",
                "\\bword ; regex: \"\\b\"",
                "(a)\\1 ; regex: \"\\1\"",
                "*a ; regex: \"*\" after nothing",
                "a{5000} ; regex: more than 4096",
                "((((a{4000}){4000}){4000})) ; regex: too large",
                "((((){4000}){4000}){4000}){4000} ; regex: too large",
                "(.*a.{3000}){2} ; regex: ",
                "[z-a] ; regex: a class without characters"
            })
    void regexThatCannotBeHad_isRefusedByName(String regex, String message) {
        assertRefused(new Constraint.Regex(regex), message);
    }

    /** Found to be too costly only while it is answered. */
    @Test
    void requestThatCannotGoOn_leavesTheOthers() {
        Reader other = Reader.of(engine.generate(Requests.greedy("The ", Requests.endless(300))), 1)
                .begun();
        assertRefused(new Constraint.Regex("(.*a.{2500})+"), "regex: ");
        other.request(Long.MAX_VALUE);
        assertThat(other.done().ids(0)).hasSize(300);
    }

    private static void assertRefused(Constraint constraint, String message) {
        assertThatThrownBy(() -> run(constraint, WILD, 0)).isInstanceOfSatisfying(ServeException.class, e -> {
            assertThat(e.code()).isEqualTo(ServeException.Code.INVALID_ARGUMENT);
            assertThat(e).hasMessageContaining(message.strip());
        });
    }
}
