package dev.slipway.cli;

import static dev.slipway.cli.ExplainJson.object;
import static dev.slipway.cli.ExplainJson.seconds;

import dev.slipway.advise.replay.ReplayReport;
import dev.slipway.cli.progress.Sizes;
import java.util.ArrayList;
import java.util.List;

/** What {@code slipway replay} prints. */
final class ReplayText {
    private static final int MOST_STEPS = 15;
    private static final int MOST_COMMITS = 10;

    private ReplayText() {}

    static List<String> lines(ReplayReport report, int columns) {
        List<String> lines = new ArrayList<>();
        int commits = report.commits().size();
        lines.add(commits + (commits == 1 ? " commit" : " commits") + ": " + Times.span(report.elapsedPerCommit())
                + " a commit along the critical path, " + Times.span(report.workPerCommit()) + " of work"
                + (report.bytesPerCommit() == 0 ? "" : ", " + Sizes.of(report.bytesPerCommit()) + " of layers"));
        lines.add("");
        lines.addAll(steps(report).render(columns));
        lines.add("");
        if (report.moves().isEmpty()) {
            lines.add("no move was found that would have saved time");
        } else {
            lines.add("what would have saved most:");
            int number = 1;
            for (ReplayReport.Saving move : report.moves()) {
                lines.add(
                        "  " + number++ + ". " + (move.line() == 0 ? "" : "line " + move.line() + ": ") + move.text());
                lines.add("     saves " + Times.span(move.elapsed()) + " a commit (" + Times.span(move.work())
                        + " of work), if " + move.condition());
            }
        }
        lines.add("");
        lines.add("dearest commits:");
        lines.addAll(dearest(report).render(columns));
        if (!report.unknownSteps().isEmpty()) {
            lines.add("note: no past build says how long these take, so they count as nothing: "
                    + String.join(", ", report.unknownSteps()) + " (give it with --cost STEP=SECONDS)");
        }
        report.notes().forEach(note -> lines.add("note: " + note));
        return lines;
    }

    private static Table steps(ReplayReport report) {
        Table table = new Table("STEP", "LINE", "RUNS IN", "TIME", "A COMMIT", "LAYER");
        report.steps().stream()
                .limit(MOST_STEPS)
                .forEach(step -> table.row(
                        AheadText.shorten(step.name()),
                        step.line() == 0 ? "" : Integer.toString(step.line()),
                        "%d (%d%%)"
                                .formatted(
                                        step.runs(),
                                        Math.round(100.0
                                                * step.runs()
                                                / Math.max(1, report.commits().size()))),
                        step.duration().isZero() ? "?" : Times.span(step.duration()),
                        Times.span(step.perCommit()),
                        step.bytes() == 0 ? "" : Sizes.of(step.bytes())));
        return table;
    }

    private static Table dearest(ReplayReport report) {
        Table table = new Table("COMMIT", "STEPS", "TIME", "WORK", "SUBJECT");
        report.commits().stream()
                .sorted(java.util.Comparator.comparing(ReplayReport.CommitCost::elapsed)
                        .reversed())
                .limit(MOST_COMMITS)
                .forEach(commit -> table.row(
                        commit.id(),
                        Integer.toString(commit.reruns().size()),
                        Times.span(commit.elapsed()),
                        Times.span(commit.work()),
                        AheadText.shorten(commit.subject())));
        return table;
    }

    static List<String> json(ReplayReport report) {
        return ExplainJson.text(object(
                "commits",
                report.commits().stream().map(ReplayText::commit).toList(),
                "elapsedSecondsPerCommit",
                seconds(report.elapsedPerCommit()),
                "workSecondsPerCommit",
                seconds(report.workPerCommit()),
                "bytesPerCommit",
                report.bytesPerCommit(),
                "steps",
                report.steps().stream().map(ReplayText::step).toList(),
                "moves",
                report.moves().stream().map(ReplayText::move).toList(),
                "stepsOfUnknownDuration",
                report.unknownSteps(),
                "notes",
                report.notes()));
    }

    private static Object commit(ReplayReport.CommitCost commit) {
        return object(
                "id",
                commit.id(),
                "subject",
                commit.subject(),
                "time",
                commit.time().toString(),
                "reruns",
                commit.reruns(),
                "elapsedSeconds",
                seconds(commit.elapsed()),
                "workSeconds",
                seconds(commit.work()),
                "bytes",
                commit.bytes());
    }

    private static Object step(ReplayReport.StepCost step) {
        return object(
                "place",
                step.place(),
                "name",
                step.name(),
                "line",
                step.line(),
                "runs",
                step.runs(),
                "seconds",
                seconds(step.duration()),
                "secondsPerCommit",
                seconds(step.perCommit()),
                "bytes",
                step.bytes());
    }

    private static Object move(ReplayReport.Saving move) {
        return object(
                "kind",
                move.kind(),
                "line",
                move.line(),
                "text",
                move.text(),
                "condition",
                move.condition(),
                "elapsedSeconds",
                seconds(move.elapsed()),
                "workSeconds",
                seconds(move.work()));
    }
}
