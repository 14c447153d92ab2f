package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.ContextFiles;
import dev.slipway.advise.check.stages.Install;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Stage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A step that needs a compiler which nothing before it installs.
 *
 * @param reason why it needs it: {@code python/pyproject.toml names setuptools-rust}
 * @param later the step that installs it afterwards, in this stage or one that starts from it
 */
record ToolchainUse(Step step, Span where, Toolchain toolchain, String reason, Optional<Step> later) {
    /** All of a Dockerfile; each toolchain only at its first user on a path. */
    static List<ToolchainUse> missing(StagePaths paths, CheckInput input) {
        List<ToolchainUse> found = new ArrayList<>();
        Set<Step> told = new HashSet<>();
        for (Stage stage : paths.stages()) {
            for (Toolchain toolchain : Toolchain.values()) {
                for (Step step : paths.own(stage)) {
                    Optional<Need> need = need(step, toolchain, paths, input);
                    if (need.isPresent()) {
                        if (isAbsent(toolchain, step, paths) && told.add(step)) {
                            found.add(new ToolchainUse(
                                    step,
                                    need.get().where(),
                                    toolchain,
                                    need.get().reason(),
                                    later(toolchain, step, paths)));
                        }
                        break;
                    }
                }
            }
        }
        return found;
    }

    private record Need(Span where, String reason) {}

    private static Optional<Need> need(Step step, Toolchain toolchain, StagePaths paths, CheckInput input) {
        if (!step.isRun()) {
            return Optional.empty();
        }
        // What a step calls and may install itself is its own affair.
        if (toolchain.isUsedBy(step)) {
            return Optional.of(new Need(step.instruction().span(), "it calls " + toolchain.shown()));
        }
        return input.context()
                .flatMap(files -> step.installs().stream()
                        .filter(install -> install.manager().isPython())
                        .flatMap(install -> need(install, step, toolchain, paths, files).stream())
                        .findFirst());
    }

    private static Optional<Need> need(
            Install install, Step step, Toolchain toolchain, StagePaths paths, ContextFiles files) {
        return ProjectFile.of(install, step, paths, files, List.of("pyproject.toml", "setup.py")).stream()
                .flatMap(file -> ProjectNeeds.of(file.text(), toolchain).stream()
                        .map(reason -> new Need(install.command().span(), file.path() + " " + reason)))
                .findFirst();
    }

    private static boolean isAbsent(Toolchain toolchain, Step step, StagePaths paths) {
        boolean inBase = toolchain.inBase(paths.baseImage(step.stage())).orElse(true);
        boolean direct = toolchain.isUsedBy(step);
        boolean installedLater = later(toolchain, step, paths).isPresent();
        boolean itself = toolchain.isInstalledBy(step) || (!direct && toolchain.maybeInstalledBy(step, installedLater));
        return !inBase
                && !itself
                && paths.before(step).stream()
                        .noneMatch(earlier -> toolchain.isInstalledBy(earlier)
                                || toolchain.maybeInstalledBy(earlier, installedLater));
    }

    /** A later installation on a path that this step is on. */
    private static Optional<Step> later(Toolchain toolchain, Step step, StagePaths paths) {
        return paths.stages().stream()
                .map(paths::path)
                .filter(path -> path.contains(step))
                .flatMap(path -> path.subList(path.indexOf(step) + 1, path.size()).stream())
                .filter(toolchain::isInstalledBy)
                .findFirst();
    }
}
