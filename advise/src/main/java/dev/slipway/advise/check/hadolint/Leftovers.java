package dev.slipway.advise.check.hadolint;

import static dev.slipway.advise.check.Severity.INFO;
import static dev.slipway.advise.check.Severity.WARNING;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.StageView;
import dev.slipway.advise.check.Step;
import dev.slipway.advise.check.ViewRule;
import dev.slipway.advise.shell.ShellCommand;
import dev.slipway.dockerfile.Instruction;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Lists and caches of package managers that stay in the layer. */
final class Leftovers {
    private static final Set<String> YES = Set.of("1", "true", "on", "yes");
    private static final String PIP_SWITCH = "PIP_NO_CACHE_DIR";

    static final List<ViewRule> RULES = List.of(
            Dl.rule(
                    "DL3009",
                    INFO,
                    "The lists of apt stay in the layer: remove /var/lib/apt/lists/* in the same RUN",
                    Leftovers::aptLists),
            Dl.command(
                    "DL3019",
                    INFO,
                    "apk add keeps its index without --no-cache",
                    (run, arguments) -> arguments.calls("apk", "add")
                            && !arguments.hasOption("no-cache")
                            && !Dl.mounts(run, "/var/cache/apk")),
            Dl.run(
                    "DL3032",
                    WARNING,
                    "yum keeps its cache: end with yum clean all",
                    step -> notFollowed(
                            step,
                            arguments -> arguments.calls("yum", "install"),
                            arguments -> arguments.calls("yum", "clean") && arguments.calls("yum", "all")
                                    || removes(arguments, "/var/cache/yum"))),
            Dl.run(
                    "DL3036",
                    WARNING,
                    "zypper keeps its cache: end with zypper clean",
                    step -> mounted(step, "/var/cache/zypp")
                            ? Optional.empty()
                            : notFollowed(
                                    step,
                                    arguments -> arguments.calls("zypper", "install", "in"),
                                    arguments -> arguments.calls("zypper", "clean", "cc"))),
            Dl.run(
                    "DL3040",
                    WARNING,
                    "dnf keeps its cache: end with dnf clean all",
                    step -> mounted(step, "/var/cache/libdnf5")
                                    || mounted(step, ".cache/libdnf5")
                                    || mounted(step, "/var/cache/dnf")
                            ? Optional.empty()
                            : notFollowed(
                                    step,
                                    arguments -> arguments.calls(
                                            Switches.DNF,
                                            "install",
                                            "in",
                                            "upgrade",
                                            "up",
                                            "upgrade-minimal",
                                            "up-min",
                                            "reinstall",
                                            "rei"),
                                    arguments -> arguments.calls(Switches.DNF, "clean")
                                                    && arguments.calls(Switches.DNF, "all")
                                            || removes(arguments, "/var/cache/libdnf5")
                                            || removes(arguments, "/var/cache/dnf"))),
            Dl.rule("DL3042", WARNING, "pip install keeps its cache without --no-cache-dir", Leftovers::pipCache),
            Dl.rule(
                    "DL3060",
                    INFO,
                    "yarn keeps its cache: run yarn cache clean after yarn install",
                    (view, hits) -> shipped(view)
                            .forEach(stage -> stage.steps().stream()
                                    .filter(step -> !mounted(step, ".cache/yarn"))
                                    .forEach(step -> notFollowed(
                                                    step,
                                                    arguments -> arguments.calls("yarn", "install"),
                                                    arguments -> arguments.calls("yarn", "cache")
                                                            && arguments.calls("yarn", "clean"))
                                            .ifPresent(command -> hits.at(command.span()))))));

    private Leftovers() {}

    /** The stages whose layers are in the last one's image: it, and those it starts from. */
    private static List<StageView> shipped(DockerfileView view) {
        Set<StageView> bases = new HashSet<>();
        for (StageView stage : view.stages()) {
            stage.parent().ifPresent(bases::add);
        }
        StageView last = view.stages().getLast();
        return view.stages().stream()
                .filter(stage -> stage == last || bases.contains(stage))
                .toList();
    }

    private static void aptLists(DockerfileView view, ViewRule.Hits hits) {
        for (StageView stage : shipped(view)) {
            for (Step step : stage.steps()) {
                boolean mounted = mounted(step, "/var/lib/apt/lists")
                        || mounted(step, "/var/lib/apt") && mounted(step, "/var/cache/apt");
                List<Arguments> commands = Dl.commands(step);
                if (!mounted && commands.stream().noneMatch(arguments -> removes(arguments, "/var/lib/apt/lists"))) {
                    commands.stream()
                            .filter(arguments -> arguments.calls(Set.of("apt", "apt-get", "aptitude"), "update"))
                            .findFirst()
                            .ifPresent(arguments -> hits.at(arguments.command().span()));
                }
            }
        }
    }

    private static void pipCache(DockerfileView view, ViewRule.Hits hits) {
        Set<StageView> without = new HashSet<>();
        for (StageView stage : view.stages()) {
            boolean off = stage.parent().filter(without::contains).isPresent();
            for (Step step : stage.steps()) {
                off |= step.instruction() instanceof Instruction.Env env
                        && env.variables().stream()
                                .anyMatch(pair -> pair.key().text().equals(PIP_SWITCH)
                                        && pair.value()
                                                .filter(value -> isYes(value.text()))
                                                .isPresent());
                if (!off && !mounted(step, ".cache/pip") && !setsPipSwitch(step)) {
                    Dl.commands(step).stream()
                            .filter(Leftovers::keepsPipCache)
                            .findFirst()
                            .ifPresent(arguments -> hits.at(arguments.command().span()));
                }
            }
            if (off) {
                without.add(stage);
            }
        }
    }

    private static boolean setsPipSwitch(Step step) {
        return step.commands().stream()
                .flatMap(command ->
                        java.util.stream.Stream.concat(command.assignments().stream(), command.words().stream()))
                .filter(word -> word.startsWith(PIP_SWITCH + "="))
                .anyMatch(word -> isYes(word.substring(PIP_SWITCH.length() + 1)));
    }

    private static boolean isYes(String value) {
        return YES.contains(Dl.bare(value).toLowerCase(java.util.Locale.ROOT));
    }

    private static boolean keepsPipCache(Arguments arguments) {
        boolean wrapper = arguments.command().name().contains("pipx")
                || arguments.command().name().contains("pipenv");
        return arguments.isPipInstall() && !arguments.command().hasAny("--no-cache-dir") && !wrapper;
    }

    private static boolean mounted(Step step, String path) {
        return step.instruction() instanceof Instruction.Run run && Dl.mounts(run, path);
    }

    private static boolean removes(Arguments arguments, String path) {
        return arguments.is("rm")
                && arguments.hasOption("r", "R", "recursive")
                && arguments.operands().stream().anyMatch(operand -> operand.startsWith(path));
    }

    /** The first command of a kind, when none of another kind comes after it. */
    private static Optional<ShellCommand> notFollowed(
            Step step, Predicate<Arguments> first, Predicate<Arguments> then) {
        List<Arguments> commands = Dl.commands(step);
        for (int i = 0; i < commands.size(); i++) {
            if (first.test(commands.get(i))) {
                return commands.subList(i + 1, commands.size()).stream().anyMatch(then)
                        ? Optional.empty()
                        : Optional.of(commands.get(i).command());
            }
        }
        return Optional.empty();
    }
}
