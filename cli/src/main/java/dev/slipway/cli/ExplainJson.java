package dev.slipway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.advise.explain.ArgumentChange;
import dev.slipway.advise.explain.CauseChain;
import dev.slipway.advise.explain.ChangeImpact.Cause;
import dev.slipway.advise.explain.ChangeImpact.Rerun;
import dev.slipway.advise.explain.StepCosts;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.record.BuildRecord.StepRecord;
import dev.slipway.plan.record.CacheOutcome.Change;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code slipway explain --json}. Durations are seconds; see {@code docs/reference/explain.md}. */
final class ExplainJson {
    private ExplainJson() {}

    static List<String> past(BuildRecord build, List<CauseChain> chains) {
        return text(object(
                "build",
                build.id(),
                "reruns",
                chains.stream()
                        .map(chain -> object(
                                "step",
                                step(chain.step()),
                                "seconds",
                                seconds(chain.step().cost().duration()),
                                "through",
                                chain.steps().stream()
                                        .skip(1)
                                        .map(ExplainJson::step)
                                        .toList(),
                                "cause",
                                root(chain.root())))
                        .toList()));
    }

    private static Map<String, Object> step(StepRecord step) {
        return object("place", step.place(), "name", step.name(), "line", step.line());
    }

    private static Map<String, Object> root(CauseChain.Root root) {
        return switch (root) {
            case CauseChain.Root.FirstRun() -> object("type", "first-run");
            case CauseChain.Root.Requested() -> object("type", "requested");
            case CauseChain.Root.ResultGone() -> object("type", "result-gone");
            case CauseChain.Root.Base(String name, String before, String after) ->
                object("type", "base", "subject", name, "before", before, "after", after);
            case CauseChain.Root.Changed(List<Change> changes) ->
                object(
                        "type",
                        "changed",
                        "changes",
                        changes.stream()
                                .map(change -> object(
                                        "kind",
                                        change.kind(),
                                        "subject",
                                        change.subject(),
                                        "before",
                                        change.before(),
                                        "after",
                                        change.after()))
                                .toList());
        };
    }

    static List<String> ahead(Foresight foresight) {
        return text(object(
                "steps",
                foresight.steps(),
                "reruns",
                foresight.impact().reruns().stream()
                        .map(rerun -> rerun(rerun, foresight.costs()))
                        .toList(),
                "workSeconds",
                seconds(foresight.work()),
                "criticalPathSeconds",
                seconds(foresight.path().length()),
                "criticalPath",
                foresight.path().steps().stream()
                        .map(step -> step.label().place())
                        .toList(),
                "stepsOfUnknownDuration",
                foresight.unknown(),
                "arguments",
                foresight.arguments().stream().map(ExplainJson::argument).toList(),
                "notes",
                foresight.notes()));
    }

    /** Without the values of one whose name says that it is secret; {@code before} is left out of one not declared. */
    private static Map<String, Object> argument(ArgumentChange argument) {
        Map<String, Object> object = object("name", argument.name());
        if (!argument.secret()) {
            argument.before().ifPresent(before -> object.put("before", before));
            object.put("after", argument.after());
        }
        object.put("changes", argument.before().isPresent() && !argument.same());
        return object;
    }

    private static Map<String, Object> rerun(Rerun rerun, StepCosts costs) {
        Map<String, Object> object = object(
                "place",
                rerun.step().label().place(),
                "name",
                rerun.step().label().name(),
                "line",
                rerun.step().label().line(),
                "causes",
                rerun.causes().stream().map(ExplainJson::cause).toList());
        costs.of(rerun.step()).ifPresent(cost -> object.put("seconds", seconds(cost.duration())));
        return object;
    }

    private static Map<String, Object> cause(Cause cause) {
        return switch (cause) {
            case Cause.Files(List<String> paths, int total) -> object("type", "files", "paths", paths, "total", total);
            case Cause.Instruction(var before) -> object("type", "instruction", "before", before.orElse(""));
            case Cause.Base(String before, String after) -> object("type", "base", "before", before, "after", after);
            case Cause.Input(var step) ->
                object("type", "step", "place", step.label().place());
        };
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** Names and values by turns. */
    static Map<String, Object> object(Object... parts) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < parts.length; i += 2) {
            object.put((String) parts[i], parts[i + 1]);
        }
        return object;
    }

    static List<String> text(Map<String, Object> object) {
        try {
            return List.of(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(object));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps and texts are always JSON", e);
        }
    }
}
