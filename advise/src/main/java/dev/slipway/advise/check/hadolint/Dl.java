package dev.slipway.advise.check.hadolint;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.Rule;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.Step;
import dev.slipway.advise.check.ViewRule;
import dev.slipway.advise.shell.ShellCommand;
import dev.slipway.dockerfile.Instruction;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/** Makes rules from what most of them have in common. */
final class Dl {
    private static final String PAGES = "https://github.com/hadolint/hadolint/wiki/";

    private Dl() {}

    static ViewRule rule(String id, Severity severity, String summary, ViewRule.Search search) {
        return new ViewRule(new Rule.Info(id, Rule.Family.HADOLINT, severity, summary, PAGES + id), search);
    }

    /** Finds each command of RUN that {@code bad} holds for, one an instruction. */
    static ViewRule command(String id, Severity severity, String summary, Predicate<Arguments> bad) {
        return run(
                id,
                severity,
                summary,
                step -> commands(step).stream().filter(bad).findFirst().map(Arguments::command));
    }

    /** The same with what the RUN mounts in view. */
    static ViewRule command(String id, Severity severity, String summary, BiPredicate<Instruction.Run, Arguments> bad) {
        return run(
                id,
                severity,
                summary,
                step -> step.instruction() instanceof Instruction.Run run
                        ? commands(step).stream()
                                .filter(arguments -> bad.test(run, arguments))
                                .findFirst()
                                .map(Arguments::command)
                        : Optional.empty());
    }

    /** Finds the command of a RUN that {@code search} names. */
    static ViewRule run(String id, Severity severity, String summary, Function<Step, Optional<ShellCommand>> search) {
        return rule(
                id,
                severity,
                summary,
                (view, hits) ->
                        view.steps().forEach(step -> search.apply(step).ifPresent(command -> hits.at(command.span()))));
    }

    /** Finds instructions of a stage, ONBUILD's triggers not among them. */
    static ViewRule instruction(String id, Severity severity, String summary, Predicate<Instruction> bad) {
        return rule(
                id,
                severity,
                summary,
                (view, hits) -> view.steps()
                        .filter(step -> !step.trigger())
                        .map(Step::instruction)
                        .filter(bad)
                        .forEach(instruction -> hits.at(DockerfileView.keyword(instruction))));
    }

    static List<Arguments> commands(Step step) {
        return step.commands().stream().map(Arguments::new).toList();
    }

    /** A cache or tmpfs mount whose target ends in {@code path}. */
    static boolean mounts(Instruction.Run run, String path) {
        return run.mounts().stream()
                .filter(mount -> mount.options().stream()
                        .anyMatch(option -> option.key().equals("type")
                                && (option.value().equals("cache")
                                        || option.value().equals("tmpfs"))))
                .flatMap(mount -> mount.options().stream())
                .filter(option -> List.of("target", "dst", "destination").contains(option.key()))
                .map(option -> option.value().endsWith("/")
                        ? option.value().substring(0, option.value().length() - 1)
                        : option.value())
                .anyMatch(target -> target.endsWith(path));
    }

    /** Without the quotes around it. */
    static String bare(String text) {
        String bare = text;
        while (bare.length() > 1
                && (bare.charAt(0) == '"' || bare.charAt(0) == '\'')
                && bare.charAt(0) == bare.charAt(bare.length() - 1)) {
            bare = bare.substring(1, bare.length() - 1);
        }
        return bare;
    }
}
