package dev.slipway.advise.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.inspect.report.SizeBox;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a {@link Report} as one HTML page that needs nothing else: styles, data and the chart library (Apache ECharts)
 * are inside, and a content security policy forbids it to load anything. Each chart has its figures in a table below,
 * which is what is read on paper and without scripts.
 */
public final class ReportPage {
    private static final String CHARTS = "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Report report;
    private final Html out = new Html();
    private final Map<String, String> sections = new LinkedHashMap<>();

    private ReportPage(Report report) {
        this.report = report;
    }

    public static String html(Report report) {
        return new ReportPage(report).page();
    }

    private String page() {
        report.timeline().ifPresent(timeline -> sections.put("when", "Timeline"));
        report.stageGraph().ifPresent(graph -> sections.put("stages", "Stages"));
        section(report.layers(), "bytes", "Layers");
        section(report.causes(), "why", "Why steps reran");
        report.ranking().ifPresent(ranking -> sections.put("history", "History"));
        section(report.problems(), "findings", "Findings");
        head();
        sections.keySet().forEach(this::body);
        if (sections.isEmpty()) {
            out.element("p", "There is nothing to show: no build record, no image and no Dockerfile were found.");
        }
        out.raw("<script type=\"application/json\" id=\"data\">")
                .raw(data())
                .raw("</script>\n<script>")
                .raw(script(resource(CHARTS)))
                .raw("</script>\n<script>")
                .raw(script(resource("report.js")))
                .raw("</script>\n</body>\n</html>\n");
        return out.toString();
    }

    private void section(List<?> content, String id, String heading) {
        if (!content.isEmpty()) {
            sections.put(id, heading);
        }
    }

    private void head() {
        out.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:;"
                        + " style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .element("title", report.title())
                .raw("\n<style>\n")
                .raw(resource("report.css"))
                .raw("</style>\n</head>\n<body>\n")
                .element("h1", report.title())
                .raw("\n<p class=\"soft\">")
                .text(report.subtitle())
                .raw("</p>\n<nav>");
        sections.forEach((id, heading) ->
                out.raw("<a href=\"#" + id + "\">").text(heading).raw("</a>"));
        out.raw("</nav>\n");
    }

    private void body(String id) {
        out.raw("<section id=\"" + id + "\">\n").element("h2", sections.getOrDefault(id, ""));
        switch (id) {
            case "when" -> timeline(report.timeline().orElseThrow());
            case "stages" ->
                out.raw("<div class=\"graph\">")
                        .raw(report.stageGraph().orElseThrow())
                        .raw("</div>\n");
            case "bytes" -> layers();
            case "why" -> causes();
            case "history" -> ranking(report.ranking().orElseThrow());
            case "findings" -> problems();
            default -> throw new IllegalStateException(id);
        }
        out.raw("</section>\n");
    }

    private void timeline(Report.Timeline timeline) {
        out.element(
                "p",
                "Build " + timeline.build() + " took " + seconds(timeline.seconds()) + ", "
                        + seconds(timeline.criticalSeconds())
                        + " of it on the critical path (marked): only a faster step of that path makes the build faster.");
        out.raw("<div class=\"chart\" id=\"timeline\"></div>\n<details><summary>All steps</summary>\n");
        out.table("timeline-table", "Step", "#Line", "#Start", "#Time", "Cache");
        for (int i = 0; i < timeline.bars().size(); i++) {
            Report.Bar bar = timeline.bars().get(i);
            out.raw("<tr id=\"step-" + i + "\"" + (bar.critical() ? " class=\"critical\">" : ">"))
                    .code(bar.name())
                    .line(bar.line())
                    .number(seconds(bar.start()), bar.start())
                    .number(seconds(bar.seconds()), bar.seconds())
                    .cell(bar.outcome())
                    .raw("</tr>\n");
        }
        out.endTable().raw("</details>\n");
    }

    private void layers() {
        long bytes = report.layers().stream().mapToLong(SizeBox::bytes).sum();
        long wasted = report.layers().stream().mapToLong(SizeBox::wastedBytes).sum();
        out.element(
                "p",
                size(bytes) + " unpacked, " + size(wasted)
                        + " of it wasted. The redder a box, the more of it is. Click to go into one.");
        out.raw("<div class=\"chart\" id=\"layers\"></div>\n").table("layers-table", "#", "Layer", "#Size", "#Wasted");
        for (int i = 0; i < report.layers().size(); i++) {
            SizeBox layer = report.layers().get(i);
            out.raw("<tr>")
                    .number(Integer.toString(i + 1), i)
                    .code(layer.name())
                    .number(size(layer.bytes()), layer.bytes())
                    .number(size(layer.wastedBytes()), layer.wastedBytes())
                    .raw("</tr>\n");
        }
        out.endTable();
    }

    private void causes() {
        for (Report.Cause cause : report.causes()) {
            out.raw("<p><code>").text(cause.step()).raw("</code>");
            if (cause.line() > 0) {
                out.text(" (Dockerfile:" + cause.line() + ")");
            }
            out.raw("</p>\n<ol class=\"chain\">");
            cause.chain().forEach(link -> out.element("li", link));
            out.raw("</ol>\n");
        }
    }

    private void ranking(Report.Ranking ranking) {
        out.element(
                "p",
                "Over " + ranking.commits() + " commits, a build would have taken "
                        + String.format(Locale.ROOT, "%.1f", ranking.minutesPerCommit()) + " minutes a commit.");
        if (!ranking.moves().isEmpty()) {
            out.raw("<p>What would save most:</p>\n<ol>");
            for (Report.Move move : ranking.moves()) {
                out.raw("<li>")
                        .text(move.text() + " (" + String.format(Locale.ROOT, "%.1f", move.savedMinutes())
                                + " min a commit)")
                        .raw("</li>");
            }
            out.raw("</ol>\n");
        }
        out.raw("<div class=\"chart\" id=\"ranking\"></div>\n")
                .table("ranking-table", "Step", "#Line", "#Reruns", "#Time", "#Time a commit");
        for (Report.Ranked step : ranking.steps()) {
            double each = step.seconds() * step.reruns() / Math.max(1, ranking.commits());
            out.raw("<tr>")
                    .code(step.step())
                    .line(step.line())
                    .number(step.reruns() + " of " + ranking.commits(), step.reruns())
                    .number(seconds(step.seconds()), step.seconds())
                    .number(seconds(each), each)
                    .raw("</tr>\n");
        }
        out.endTable();
    }

    private void problems() {
        out.table("findings-table", "Severity", "Rule", "#Line", "What", "Fix");
        for (Report.Problem problem : report.problems()) {
            out.raw("<tr><td class=\"severity " + Html.escape(problem.severity()) + "\">")
                    .text(problem.severity())
                    .raw("</td>")
                    .cell(problem.rule())
                    .line(problem.line())
                    .cell(problem.message())
                    .cell(problem.fix())
                    .raw("</tr>\n");
        }
        out.endTable();
    }

    /** In a script element, where {@code </script>} and {@code <!--} would end or change it. */
    private String data() {
        try {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("timeline", report.timeline().map(ReportPage::json).orElse(null));
            data.put("layers", report.layers());
            data.put("ranking", report.ranking().orElse(null));
            return JSON.writeValueAsString(data).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> json(Report.Timeline timeline) {
        return Map.of("seconds", timeline.seconds(), "bars", timeline.bars());
    }

    /** Of our own files and the library's: none may end its element early. */
    private static String script(String text) {
        if (text.toLowerCase(Locale.ROOT).contains("</script")) {
            throw new IllegalStateException("a script holds the end of its own element");
        }
        return text;
    }

    private static String resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String seconds(double seconds) {
        return seconds < 60
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : String.format(Locale.ROOT, "%d:%02d min", (long) seconds / 60, (long) seconds % 60);
    }

    private static String size(long bytes) {
        double value = bytes;
        for (String unit : List.of("B", "kB", "MB")) {
            if (value < 1000) {
                return String.format(Locale.ROOT, unit.equals("B") ? "%.0f %s" : "%.1f %s", value, unit);
            }
            value /= 1000;
        }
        return String.format(Locale.ROOT, "%.2f GB", value);
    }
}
