package dev.slipway.advise.check.report;

import dev.slipway.advise.check.Finding;
import dev.slipway.advise.check.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Forms of one line a finding. */
final class LineReports {
    private LineReports() {}

    /** Workflow commands of GitHub Actions. */
    static String github(CheckReport report) {
        return report.findings().stream()
                .map(finding -> "::" + githubLevel(finding.severity()) + " file="
                        + property(finding.source().name())
                        + ",line=" + finding.line()
                        + ",col=" + finding.span().startColumn()
                        + ",endLine=" + finding.span().endLine()
                        + ",title=" + property(finding.rule())
                        + "::" + data(sentence(finding)) + "\n")
                .collect(Collectors.joining());
    }

    private static String githubLevel(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO, STYLE -> "notice";
        };
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }

    /** {@code file:line:column: severity: message [rule]}, as GCC writes. */
    static String gnu(CheckReport report) {
        return report.findings().stream()
                .map(finding -> printable(finding.source().name()) + ":" + finding.span() + ": "
                        + finding.severity().name().toLowerCase(Locale.ROOT) + ": " + printable(sentence(finding))
                        + " ["
                        + finding.rule() + "]\n")
                .collect(Collectors.joining());
    }

    static String checkstyle(CheckReport report) {
        StringBuilder xml =
                new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n");
        Map<String, List<Finding>> byFile = report.findings().stream()
                .collect(Collectors.groupingBy(
                        finding -> finding.source().name(), LinkedHashMap::new, Collectors.toList()));
        byFile.forEach((file, findings) -> {
            xml.append("  <file name=\"").append(attribute(file)).append("\">\n");
            for (Finding finding : findings) {
                xml.append("    <error line=\"")
                        .append(finding.line())
                        .append("\" column=\"")
                        .append(finding.span().startColumn())
                        .append("\" severity=\"")
                        .append(
                                finding.severity() == Severity.STYLE
                                        ? "info"
                                        : finding.severity().name().toLowerCase(Locale.ROOT))
                        .append("\" message=\"")
                        .append(attribute(sentence(finding)))
                        .append("\" source=\"")
                        .append(attribute(finding.rule()))
                        .append("\"/>\n");
            }
            xml.append("  </file>\n");
        });
        return xml.append("</checkstyle>\n").toString();
    }

    /** Characters that XML 1.0 cannot hold become question marks. */
    private static String attribute(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\n', '\r', '\t' -> escaped.append("&#").append(c).append(';');
                default -> {
                    boolean valid = c >= 0x20 && c < 0xD800 || c >= 0xE000 && c < 0xFFFE || c >= 0x10000;
                    escaped.appendCodePoint(valid ? c : '?');
                }
            }
        });
        return escaped.toString();
    }

    private static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    static String sentence(Finding finding) {
        return finding.message() + finding.fix().map(fix -> "; " + fix).orElse("");
    }
}
