package dev.slipway.advise.check.report;

import dev.slipway.advise.check.Finding;
import dev.slipway.advise.check.Rule;
import dev.slipway.advise.check.Severity;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a check found, ready to be written.
 *
 * @param findings in the order they are shown in
 * @param rules what is known of the rules that ran; ShellCheck's are not among them
 * @param version of the program
 */
public record CheckReport(List<Finding> findings, List<Rule.Info> rules, String version) {
    public CheckReport {
        findings = List.copyOf(findings);
        rules = List.copyOf(rules);
    }

    /** The forms that a report can have. */
    public enum Format {
        TTY,
        JSON,
        SARIF,
        GITHUB,
        CHECKSTYLE,
        GNU,
        CODECLIMATE
    }

    /**
     * The report's text; it ends with a line end unless it is empty.
     *
     * @param colour whether escape sequences may be used; only {@link Format#TTY} has some
     */
    public String render(Format format, boolean colour) {
        return switch (format) {
            case TTY -> TtyReport.render(this, colour);
            case JSON -> JsonReports.plain(this);
            case SARIF -> SarifReport.render(this);
            case GITHUB -> LineReports.github(this);
            case CHECKSTYLE -> LineReports.checkstyle(this);
            case GNU -> LineReports.gnu(this);
            case CODECLIMATE -> JsonReports.codeClimate(this);
        };
    }

    long count(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    /** {@code 1 error, 3 warnings}, or that nothing was found. */
    public String summary() {
        if (findings.isEmpty()) {
            return "no findings";
        }
        return java.util.Arrays.stream(Severity.values())
                .filter(severity -> count(severity) > 0)
                .map(severity -> amount(count(severity), severity))
                .collect(Collectors.joining(", "));
    }

    private static String amount(long count, Severity severity) {
        return switch (severity) {
            case ERROR -> count + (count == 1 ? " error" : " errors");
            case WARNING -> count + (count == 1 ? " warning" : " warnings");
            case INFO -> count + " info";
            case STYLE -> count + " style";
        };
    }
}
