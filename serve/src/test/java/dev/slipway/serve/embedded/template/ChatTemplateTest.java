package dev.slipway.serve.embedded.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.serve.engine.ChatPrompt;
import dev.slipway.serve.engine.ServeException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatTemplateTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC);

    private static String render(String template, String messages, String options) {
        try {
            List<ChatPrompt.Message> list = StreamSupport.stream(
                            JSON.readTree(messages).spliterator(), false)
                    .map(json -> new ChatPrompt.Message(json.get("role").asText(), json))
                    .toList();
            Map<String, JsonNode> more = new HashMap<>();
            JSON.readTree(options).properties().forEach(entry -> more.put(entry.getKey(), entry.getValue()));
            return new ChatTemplate(template, "<s>", "</s>", CLOCK).render(new ChatPrompt(list, more));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String expression(String expression) {
        return render("{{ " + expression + " }}", "[{\"role\":\"user\",\"content\":\"hi\"}]", "{}");
    }

    private static final String CHAT = """
            [{"role":"system","content":" Be brief. "},{"role":"user","content":"Hello"},
             {"role":"assistant","content":"Hi"},{"role":"user","content":[{"type":"text","text":"Bye"}]}]""";

    /** The forms of well-known families, written anew. */
    @Test
    void chatMarkup_isRenderedMessageByMessage() {
        String template = """
                {% for message in messages %}
                {% if loop.first and messages[0]['role'] != 'system' %}
                {{ '<|im_start|>system\\nYou are helpful.<|im_end|>\\n' }}{% endif %}
                {{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}
                {% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}""";
        assertThat(render(template, "[{\"role\":\"user\",\"content\":\"Hello\"}]", "{}"))
                .isEqualTo(
                        "<|im_start|>system\nYou are helpful.<|im_end|>\n<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void headers_andTrim_andNamespaces_andDates() {
        String template = """
                {{- bos_token }}
                {%- set ns = namespace(system='') %}
                {%- for m in messages if m.role == 'system' %}{% set ns.system = m.content | trim %}{% endfor %}
                {%- if ns.system %}{{- '<|system|>' ~ ns.system ~ ' Today: ' ~ strftime_now('%d %b %Y') }}{% endif %}
                {%- for m in messages[1:] %}
                    {%- if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles must alternate') }}{% endif %}
                    {{- '<|' + m['role'] + '|>' + m['content'] | trim + eos_token }}
                {%- endfor %}
                {%- if add_generation_prompt %}{{- '<|assistant|>' }}{%- endif %}
                """;
        assertThat(render(template, CHAT, "{}"))
                .isEqualTo(
                        "<s><|system|>Be brief. Today: 04 Mar 2026<|user|>Hello</s><|assistant|>Hi</s><|user|>Bye</s><|assistant|>");
        assertThat(render(template, CHAT, "{\"add_generation_prompt\": false}")).endsWith("Bye</s>");
        assertThatThrownBy(() -> render(
                        template,
                        "[{\"role\":\"system\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":\"x\"}]",
                        "{}"))
                .isInstanceOf(ServeException.class)
                .hasMessage("messages: the model's chat template refuses them: roles must alternate");
    }

    @Test
    void macros_andKeywordArguments_andLoopControls() {
        String template = "{% macro turn(m, mark='#') %}{{ mark ~ m.role ~ ':' ~ m.content.strip() }}|{% endmacro %}"
                + "{% for m in messages %}{% if m.role == 'assistant' %}{% continue %}{% endif %}{{ turn(m) if loop.first else turn(m, mark='>') }}{% endfor %}"
                + "{% set text %}{{ thinking }}{% endset %}{{ text }}";
        assertThat(render(template, CHAT, "{\"chat_template_kwargs\":{\"thinking\":true}}"))
                .isEqualTo("#system:Be brief.|>user:Hello|>user:Bye|True");
    }

    /** Expected values are Jinja's. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "1 + 2 * 3 # 7",
                "7 // 2 ~ '/' ~ 7 % 4 # 3/3",
                "'a' in 'cat' and not 'x' in 'cat' # True",
                "[1, 2, 3][-1] # 3",
                "'hello'[1:3] # el",
                "'hello'[::-1] # olleh",
                "messages | length # 1",
                "messages[0].content | upper # HI",
                "messages[0].missing is defined # False",
                "missing | default('d') # d",
                "none is none # True",
                "'a,b'.split(',') | join('+') # a+b",
                "{'a': [1, none, true, 'x\"']} | tojson # {\"a\": [1, null, true, \"x\\\"\"]}",
                "messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | list # ['hi']",
                "'x' if false else 'y' # y",
                "range(3) | list # [0, 1, 2]",
                "{'b': 1}.items() | list # [['b', 1]]",
                "'  a '.lstrip() ~ '|' # a |",
                "'abc'.startswith('ab') # True",
                "not (1 > 2 or 3 >= 3) # False",
                "'%s' ~ 1.5 # %s1.5",
                "'a' 'b' # ab",
                "(1, 2) | last # 2",
                "messages[0]['content'] is string # True",
                "-2 | abs # -2",
                "'One two'.replace('two', 'three') | lower # one three"
            })
    void expressions_areThoseOfJinja(String expression, String expected) {
        assertThat(expression(expression)).isEqualTo(expected);
    }

    @Test
    void whiteSpace_aroundStatementsIsDropped() {
        assertThat(render(
                        "a\n  {% if true %}\nb\n  {% endif %}\nc {# note #}\nd",
                        "[{\"role\":\"user\",\"content\":\"\"}]", "{}"))
                .isEqualTo("a\nb\nc d");
        assertThat(render("a  {{- 'b' -}}  c", "[{\"role\":\"user\",\"content\":\"\"}]", "{}"))
                .isEqualTo("abc");
    }

    @Test
    void endlessTemplates_areStopped() {
        String user = "[{\"role\":\"user\",\"content\":\"\"}]";
        String loops = "{% for a in range(90000) %}{% for b in range(90000) %}x{% endfor %}{% endfor %}";
        assertThatThrownBy(() -> render(loops, user, "{}")).hasMessageContaining("too much work");
        assertThatThrownBy(() -> render("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", user, "{}"))
                .hasMessageContaining("macros within macros");
        assertThatThrownBy(() -> render("{{ 'x' * 99999999999 }}", user, "{}")).hasMessageContaining("too long a text");
        assertThatThrownBy(() -> render("{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}", user, "{}"))
                .hasMessageContaining("nested too deep");
    }

    @Test
    void whatCannotBeHonoured_isRefusedByName() {
        assertThatThrownBy(() -> render("", CHAT, "{\"tools\":[{\"type\":\"function\"}]}"))
                .hasMessage("tools: the embedded engine answers chats in text only");
        assertThat(render("x", CHAT, "{\"tools\":[],\"tool_choice\":\"none\"}")).isEqualTo("x");
        assertThatThrownBy(() -> render("{% include 'x' %}", CHAT, "{}")).hasMessageContaining("statement \"include\"");
        assertThatThrownBy(() -> render("{{ 1 | frobnicate }}", CHAT, "{}"))
                .hasMessageContaining("filter \"frobnicate\"");
        assertThatThrownBy(() -> render("{{ missing.member }}", CHAT, "{}"))
                .hasMessageContaining("\"member\" of \"missing\", which is not defined");
    }
}
