package dev.slipway.advise.check.report;

import dev.slipway.advise.check.Finding;
import dev.slipway.advise.check.Severity;
import dev.slipway.dockerfile.ErrorExcerpt;
import java.util.Locale;

/** For people: each finding as compilers draw it, then a line with counts. */
final class TtyReport {
    private static final String RESET = "\u001b[0m";

    private TtyReport() {}

    static String render(CheckReport report, boolean colour) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : report.findings()) {
            String message = finding.source().name() + ":" + finding.span() + ": "
                    + finding.severity().name().toLowerCase(Locale.ROOT) + " " + finding.rule() + ": "
                    + finding.message();
            text.append(ErrorExcerpt.render(
                            message,
                            finding.source(),
                            finding.span(),
                            finding.fix(),
                            colour ? style(finding.severity()) : ErrorExcerpt.Style.PLAIN))
                    .append("\n\n");
        }
        return text.append(report.summary()).append('\n').toString();
    }

    private static ErrorExcerpt.Style style(Severity severity) {
        String message = switch (severity) {
            case ERROR -> "\u001b[1;31m";
            case WARNING -> "\u001b[1;33m";
            case INFO -> "\u001b[1;36m";
            case STYLE -> "\u001b[1m";
        };
        return new ErrorExcerpt.Style(message, "\u001b[34m", message, "\u001b[36m", RESET);
    }
}
