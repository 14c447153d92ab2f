package dev.slipway.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    private static final Map<String, Value> VARIABLES = Map.of(
            "device", Value.of("cuda"),
            "efa", Value.of(false),
            "packages", Value.items(List.of(Value.of("git"), Value.of("curl"))),
            "images", Value.mapping(Map.of("cuda13.0", Value.mapping(Map.of("tag", Value.of("13"))))));

    private static String render(String template, Map<String, String> others) {
        return Template.parse("main", template)
                .renderStrictly(VARIABLES, name -> Optional.ofNullable(others.get(name)));
    }

    private static String render(String template) {
        return render(template, Map.of());
    }

    @Test
    void statementsOnLinesOfTheirOwn_leaveNothingBehind() {
        assertThat(render("""
                FROM base
                {# why #}
                {% if device == "cuda" and not efa %}
                    {% for p in packages %}
                RUN get {{ p }}{{ " \\\\" if not loop.last }}
                    {% endfor %}
                {% elif device in ["cpu", "xpu"] %}
                RUN none
                {% endif %}
                USER 1
                """)).isEqualTo("FROM base\nRUN get git \\\nRUN get curl\nUSER 1\n");
    }

    @Test
    void raw_keepsMarksAsText() {
        assertThat(render("a\n{% raw %}\n{{ b }} {% if %}\n{% endraw %}\nc {%- raw -%} {{ d {%- endraw -%} e"))
                .isEqualTo("a\n{{ b }} {% if %}\nc{{ de");
    }

    @Test
    void include_seesVariables_andKeepsWhatItSets() {
        Map<String, String> others =
                Map.of("f/apt", "RUN apt {{ packages | join(' ') }} {{ here }}\n{% set here = 'inner' %}\n");
        assertThat(render("{% set here = 'outer' %}\n{% include 'f/apt' %}\n{{ here }}", others))
                .isEqualTo("RUN apt git curl outer\nouter");
        assertThat(render("a{% include 'none' ignore missing %}b")).isEqualTo("ab");
    }

    @Test
    void import_bringsMacros_withoutVariables() {
        Map<String, String> others = Map.of(
                "lib",
                        "{% macro apt(names, clean=true) %}apt {{ names | join(' ') }}{% if clean %}; clean{% endif %}{% endmacro %}",
                "curious", "{{ device }}");
        assertThat(render("{% import 'lib' as l %}{{ l.apt(packages) }}", others))
                .isEqualTo("apt git curl; clean");
        assertThat(render("{% from 'lib' import apt as get %}{{ get(names=['a'], clean=false) }}", others))
                .isEqualTo("apt a");
        assertThatThrownBy(() -> render("{% import 'curious' as c %}", others)).hasMessage("\"device\" is not defined");
        assertThatThrownBy(() -> render("{% from 'lib' import atp %}", others)).hasMessage("\"atp\" is not defined");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ gone }}",
                "{{ gone ~ 'a' }}",
                "{{ 'a' ~ gone }}",
                "{% if gone %}{% endif %}",
                "{% if gone == 'a' %}{% endif %}",
                "{% if 'a' in gone %}{% endif %}",
                "{% if not gone %}{% endif %}",
                "{% for x in gone %}{% endfor %}",
                "{% set x = gone %}{{ x }}",
                "{{ gone | upper }}",
                "{{ 'a' | replace('a', gone) }}",
                "{{ gone.member }}",
                "{{ images.gone }}",
                "{{ images['gone'] }}",
                "{{ images['cuda13.0'].gone }}",
                "{{ [gone] }}",
                "{{ {'a': gone} }}",
                "{{ gone() }}",
                "{{ 'a' if gone else 'b' }}",
                "{{ packages[gone] }}",
                "{{ packages[gone:] }}",
                "{{ -gone }}",
                "{% include gone %}",
            })
    void whatIsNotDefined_cannotBeUsed(String template) {
        assertThatThrownBy(() -> render("\n" + template)).isInstanceOfSatisfying(TemplateException.class, e -> {
            assertThat(e).hasMessage("\"gone\" is not defined");
            assertThat(e.undefined()).contains("gone");
            assertThat(e.place()).contains(new TemplateException.Place("main", 2));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{ gone is defined }} | False",
                "{{ gone is not defined }} | True",
                "{% if gone is defined and gone == 1 %}a{% else %}b{% endif %} | b",
                "{{ images['cuda13.0'].tag }} | 13",
                "{{ 'gone' in images }} | False",
                "{% set x = gone %}{{ x is undefined }} | True",
            })
    void whetherSomethingIsDefined_canBeAsked(String template, String expected) {
        assertThat(render(template)).isEqualTo(expected);
    }

    @Test
    void default_standsInForWhatIsNotDefined() {
        assertThat(render("{{ gone | default('d') }} {{ images.gone|d(1) }}")).isEqualTo("d 1");
    }

    @Test
    void withoutStrictness_whatIsNotDefinedIsEmpty() {
        assertThat(Template.alone("t", "[{{ gone }}{% if gone %}x{% endif %}]").render(Map.of()))
                .isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a\n{% if efa %}\nb' | 3",
                "'a\n\n{{ \"x }}' | 3",
                "'a\n{# b' | 2",
                "'a\n{% nope %}' | 2",
                "'{% if efa %}\n{% elif gone %}{% endif %}' | 2",
                "'{{ packages\n   | join(gone) }}' | 2",
                "'a\n{% include \"absent\" %}' | 2",
                "'{% raw %}' | 1",
            })
    void faults_haveTheirLine(String template, int line) {
        assertThatThrownBy(() -> render(template))
                .isInstanceOfSatisfying(
                        TemplateException.class,
                        e -> assertThat(e.place()).contains(new TemplateException.Place("main", line)));
    }

    @Test
    void faultInAnIncludedTemplate_isToldWithItsName() {
        assertThatThrownBy(() -> render("{% include 'f' %}", Map.of("f", "a\n{{ gone }}")))
                .isInstanceOfSatisfying(
                        TemplateException.class,
                        e -> assertThat(e.place()).contains(new TemplateException.Place("f", 2)));
    }

    @Test
    void templateThatStandsAlone_cannotNameOthers() {
        assertThatThrownBy(() -> Template.alone("t", "{% include 'f' %}"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("statement \"include\"");
    }

    @Test
    void templatesThatIncludeThemselves_end() {
        assertThatThrownBy(() -> render("{% include 'f' %}", Map.of("f", "{% include 'f' %}")))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("templates within templates");
    }
}
