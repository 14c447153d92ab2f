package dev.slipway.cli;

import dev.slipway.advise.explain.ArgumentChange;
import dev.slipway.advise.explain.ChangeImpact.Cause;
import dev.slipway.advise.explain.ChangeImpact.Rerun;
import dev.slipway.advise.explain.CriticalPath;
import dev.slipway.advise.explain.StepCosts;
import dev.slipway.advise.explain.StepGraph.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** {@code slipway explain} before a build, for people. */
final class AheadText {
    private AheadText() {}

    static List<String> lines(Foresight foresight, int columns) {
        List<Rerun> reruns = foresight.impact().reruns();
        List<String> lines = new ArrayList<>();
        foresight.arguments().forEach(argument -> lines.add("argument " + argument.name() + ": " + values(argument)));
        if (reruns.isEmpty()) {
            lines.add("no step would run again");
        } else {
            CriticalPath path = foresight.path();
            String time = path.steps().isEmpty()
                    ? ""
                    : ": " + Times.span(foresight.work()) + " of work, " + Times.span(path.length())
                            + " along the critical path";
            lines.add(reruns.size() + " of " + foresight.steps() + " steps would run again" + time);
            lines.add("");
            lines.addAll(table(foresight).render(columns));
            if (!path.steps().isEmpty()) {
                lines.add("");
                lines.add("critical path: "
                        + path.steps().stream()
                                .map(step -> step.label().place() + " (" + time(foresight.costs(), step) + ")")
                                .collect(Collectors.joining(" -> ")));
            }
            if (foresight.unknown() > 0) {
                lines.add("");
                lines.add("no past build says how long " + foresight.unknown() + " of them take");
            }
        }
        foresight.notes().forEach(note -> lines.add("note: " + note));
        return lines;
    }

    private static String values(ArgumentChange argument) {
        if (argument.before().isEmpty()) {
            return "no stage that is built declares it";
        }
        if (argument.secret()) {
            return (argument.same() ? "stays" : "changes") + ", not shown: its name is that of a secret";
        }
        return argument.same()
                ? "is " + shown(argument.after()) + " already"
                : shown(argument.before().get()) + " -> " + shown(argument.after());
    }

    private static String shown(String value) {
        return value.isEmpty() ? "nothing" : shorten(value);
    }

    private static Table table(Foresight foresight) {
        Table table = new Table("STEP", "LINE", "TIME", "BECAUSE");
        for (Rerun rerun : foresight.impact().reruns()) {
            table.row(
                    shorten(rerun.step().label().name()),
                    rerun.step().label().line() == 0
                            ? ""
                            : Integer.toString(rerun.step().label().line()),
                    time(foresight.costs(), rerun.step()),
                    rerun.causes().stream().map(AheadText::because).collect(Collectors.joining("; ")));
        }
        return table;
    }

    private static String time(StepCosts costs, Step step) {
        return costs.of(step).map(cost -> Times.span(cost.duration())).orElse("?");
    }

    static String because(Cause cause) {
        return switch (cause) {
            case Cause.Files(List<String> paths, int total) ->
                paths.stream().limit(3).collect(Collectors.joining(", "))
                        + (total > 3 ? " and " + (total - 3) + " more changed" : " changed");
            case Cause.Instruction(var before) ->
                before.map(text -> "the instruction or an argument of it changed, was " + shorten(text))
                        .orElse("it is new");
            case Cause.Base(String before, String after) ->
                before.isEmpty() || before.equals(after)
                        ? after + " is another base"
                        : "base changed from " + before + " to " + after;
            case Cause.Input(Step step) -> step.label().place() + " runs again";
        };
    }

    static String shorten(String name) {
        String line = name.replace('\n', ' ');
        return line.length() <= 60 ? line : line.substring(0, 59) + "…";
    }
}
