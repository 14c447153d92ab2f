package dev.slipway.advise.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inspect.report.SizeBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a person finds it: in a browser, without a network, and as text. */
class ReportPageTest {
    private static final String HOSTILE = "RUN echo </script><script>document.title='broken'</script> '\"<!-- &amp;";

    @TempDir
    Path directory;

    private static Report full() {
        return new Report(
                "engine:latest",
                "Dockerfile in /src/engine",
                Optional.of(new Report.Timeline(
                        "20260101T000000000-0a0b0c0d",
                        Instant.EPOCH,
                        30,
                        List.of(
                                new Report.Bar("deps", "[deps 1/2] RUN pip install torch", 4, 0, 20, "first run", true),
                                new Report.Bar("tools", HOSTILE, 9, 0, 5, "first run", false),
                                new Report.Bar("", "[stage-2 1/1] COPY . .", 14, 20, 10, "reran", true),
                                new Report.Bar("", "[stage-2 2/2] WORKDIR /app", 15, 30, 0, "cached", false)))),
                Optional.of(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"><text>deps</text></svg>"),
                List.of(
                        new SizeBox("base", 2_000_000, 0, List.of()),
                        new SizeBox(
                                HOSTILE,
                                3_000_000,
                                1_500_000,
                                List.of(
                                        new SizeBox("/opt/cubins", 2_000_000, 1_500_000, List.of()),
                                        new SizeBox("/opt/<b>venv", 1_000_000, 0, List.of())))),
                List.of(new Report.Cause("COPY . .", 14, List.of("app/main.py changed", "COPY . . copies it"))),
                Optional.of(new Report.Ranking(
                        200,
                        7.25,
                        List.of(
                                new Report.Ranked("RUN pip install torch", 4, 30, 20),
                                new Report.Ranked("COPY . .", 14, 190, 10)),
                        List.of(new Report.Move("move COPY app/ below RUN pip install", 5.5)))),
                List.of(new Report.Problem("warning", "DL3008", 4, "unpinned <package>", "pin it")));
    }

    private Path written(Report report) throws IOException {
        return Files.writeString(directory.resolve("report.html"), ReportPage.html(report));
    }

    @Test
    void aBrowserDrawsEveryChartAndFindsNoFault() throws Exception {
        try (Browser browser = new Browser(directory.resolve("profile"))) {
            browser.open(written(full()));
            assertThat(browser.evaluate("document.title").asText()).isEqualTo("engine:latest");
            for (String chart : List.of("timeline", "layers", "ranking")) {
                assertThat(browser.evaluate("document.querySelectorAll('#" + chart + " svg path').length")
                                .asInt())
                        .as(chart)
                        .isPositive();
            }
            assertThat(browser.evaluate("document.querySelectorAll('.graph svg').length")
                            .asInt())
                    .isOne();
            assertThat(browser.evaluate("document.querySelectorAll('b').length").asInt())
                    .as("names are no markup")
                    .isZero();
            assertThat(browser.faults()).isEmpty();
        }
    }

    @Test
    void aClickOnABarShowsItsStepAndTablesSort() throws Exception {
        try (Browser browser = new Browser(directory.resolve("profile"))) {
            browser.open(written(full()));
            for (String link : List.of("when", "stages", "bytes", "why", "history", "findings")) {
                browser.click("document.querySelector('nav a[href=\"#" + link + "\"]')");
                assertThat(browser.evaluate("location.hash").asText()).isEqualTo("#" + link);
            }
            browser.click("document.querySelector('#when summary')");
            String mark = browser.evaluate(
                            "getComputedStyle(document.documentElement).getPropertyValue('--mark').trim()")
                    .asText();
            browser.click(
                    "[...document.querySelectorAll('#timeline svg path')].filter(p => p.getAttribute('fill') === '"
                            + mark + "')[1]");
            assertThat(browser.evaluate("document.activeElement.id").asText()).isEqualTo("step-2");
            String firstRow = "document.querySelector('#layers-table tbody tr').cells[0].textContent";
            browser.click("document.querySelectorAll('#layers-table th button')[3]");
            assertThat(browser.evaluate(firstRow).asText())
                    .as("most wasted first")
                    .isEqualTo("2");
            browser.click("document.querySelectorAll('#layers-table th button')[3]");
            assertThat(browser.evaluate(firstRow).asText()).isEqualTo("1");
            assertThat(browser.faults()).isEmpty();
        }
    }

    @Test
    void theFiguresAreInTheTextForPaperAndForReadersWithoutScripts() {
        String page = ReportPage.html(full());
        String markup = page.substring(0, page.indexOf("<script"));
        assertThat(markup)
                .contains("30.0 s of it on the critical path")
                .contains("5.0 MB unpacked, 1.5 MB of it wasted")
                .contains("7.3 minutes a commit")
                .contains("unpinned &lt;package&gt;")
                .contains("move COPY app/ below RUN pip install (5.5 min a commit)");
    }

    @Test
    void whatIsNotKnownIsLeftOut() throws Exception {
        Report empty = new Report(
                "Dockerfile",
                "",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of());
        assertThat(ReportPage.html(empty)).doesNotContain("<section").contains("nothing to show");
        try (Browser browser = new Browser(directory.resolve("profile"))) {
            browser.open(written(empty));
            assertThat(browser.faults()).isEmpty();
        }
    }

    @Test
    void theLibraryIsInsideAndNothingIsLoaded() {
        String page = ReportPage.html(full());
        assertThat(page.substring(0, page.indexOf("<script")))
                .contains("default-src 'none'")
                .doesNotContain(" src=")
                .doesNotContain("<link");
        assertThat(page.length()).as("with the library").isGreaterThan(500_000);
    }
}
