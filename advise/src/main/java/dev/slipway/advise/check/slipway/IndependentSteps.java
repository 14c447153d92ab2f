package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.Costs;
import dev.slipway.advise.check.stages.Paths;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.advise.shell.ShellCommand;
import dev.slipway.dockerfile.Stage;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;

/** Two pieces of work in a row, each on what it fetched itself. */
final class IndependentSteps extends SlipwayRule {
    private static final Set<String> BUILDERS =
            Set.of("make", "cmake", "ninja", "meson", "configure", "cargo", "bazel", "bazelisk", "scons");

    IndependentSteps() {
        super(Severity.INFO, "Steps that do not need each other run one after the other.");
    }

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        for (Stage stage : paths.stages()) {
            LinkedHashMap<String, Step> works = new LinkedHashMap<>();
            for (Step step : paths.own(stage)) {
                Optional<String> own = fetched(step);
                if (own.isPresent()) {
                    String script = step.script();
                    boolean needsNone = works.keySet().stream().noneMatch(script::contains);
                    if (needsNone && !works.isEmpty()) {
                        add(findings, works.lastEntry().getValue(), step, input);
                    }
                    works.putLast(own.get(), step);
                }
            }
        }
    }

    private static void add(Findings findings, Step earlier, Step step, CheckInput input) {
        findings.add(
                step.instruction().span(),
                "this builds what it fetched itself" + Costs.note(step, input.builds())
                        + " and waits for line " + earlier.line() + Costs.note(earlier, input.builds())
                        + ", of which it uses nothing",
                "give each a stage from the same base, so that they run side by side, and copy the results");
    }

    /** The name of what a step fetches and builds; empty for other steps. */
    private static Optional<String> fetched(Step step) {
        boolean builds = step.commands().stream().anyMatch(IndependentSteps::isBuild);
        if (!step.isRun() || !builds) {
            return Optional.empty();
        }
        return step.commands().stream()
                .filter(command -> command.name().equals("git") && command.hasAny("clone"))
                .flatMap(command -> repository(command).stream())
                .findFirst();
    }

    private static Optional<String> repository(ShellCommand clone) {
        return clone.arguments().stream()
                .filter(word -> word.contains("://"))
                .map(word -> Paths.base(word.endsWith("/") ? word.substring(0, word.length() - 1) : word))
                .map(name -> name.endsWith(".git") ? name.substring(0, name.length() - 4) : name)
                .filter(name -> name.length() > 2 && !name.startsWith("$"))
                .findFirst();
    }

    private static boolean isBuild(ShellCommand command) {
        boolean python = command.name().startsWith("python")
                && (command.hasAny("setup.py") || command.hasAny("build", "bdist_wheel"));
        boolean wheel = command.name().startsWith("pip") && command.hasAny("wheel", ".", "-e");
        boolean uv = command.name().equals("uv") && command.hasAny("build", ".", "-e");
        return python || wheel || uv || BUILDERS.contains(command.name());
    }
}
