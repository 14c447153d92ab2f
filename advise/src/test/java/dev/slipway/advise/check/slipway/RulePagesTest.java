package dev.slipway.advise.check.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.advise.check.Rule;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule has a page, whose examples are true. */
class RulePagesTest {
    private static final Path PAGES = Path.of("..", "docs", "rules");

    static List<Rule> rules() {
        return SlipwayRules.all();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void badExampleIsFoundAndGoodOneIsClean(Rule rule) {
        String id = rule.info().id();
        String page = Checks.file(PAGES.resolve(id + ".md"));
        assertThat(page).startsWith("# " + id + "\n" + rule.info().summary() + "\n");
        assertThat(page.substring(page.indexOf("## What it costs"))).contains("\nMeasured");
        assertThat(rule.check(Checks.input(example(page, "Bad")))).as("bad").isNotEmpty();
        assertThat(rule.check(Checks.input(example(page, "Good")))).as("good").isEmpty();
        assertThat(rule.info().url()).isEqualTo("docs/rules/" + id + ".md");
        assertThat(Checks.file(PAGES.resolve("README.md")))
                .contains("| [" + id + "](" + id + ".md) | " + rule.info().summary() + " |");
    }

    private static String example(String page, String title) {
        int start = page.indexOf("```dockerfile\n", page.indexOf("## " + title)) + "```dockerfile\n".length();
        return page.substring(start, page.indexOf("```", start));
    }
}
