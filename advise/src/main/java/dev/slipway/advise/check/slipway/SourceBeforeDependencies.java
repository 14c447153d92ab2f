package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.Costs;
import dev.slipway.advise.check.stages.Install;
import dev.slipway.advise.check.stages.Paths;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.advise.check.stages.Transfers;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.MountFlag;
import dev.slipway.dockerfile.Stage;
import java.util.List;
import java.util.Optional;

/** The source tree comes in before the dependencies are installed, so every edit installs them again. */
final class SourceBeforeDependencies extends SlipwayRule {
    SourceBeforeDependencies() {
        super(Severity.WARNING, "The source tree is copied before dependencies are installed from a manifest.");
    }

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        for (Stage stage : paths.stages()) {
            List<Step> path = paths.path(stage);
            Optional<Step> copy = path.stream()
                    .filter(step -> !step.isRun())
                    .filter(step -> Transfers.fromContext(step).stream().anyMatch(Transfers.FromContext::isSourceTree))
                    .findFirst();
            if (copy.isEmpty()) {
                continue;
            }
            int at = path.indexOf(copy.get());
            List<Step> before = path.subList(0, at);
            path.subList(at, path.size()).stream()
                    .filter(step -> step.stage().equals(stage))
                    .filter(step ->
                            step.installs().stream().anyMatch(install -> isLate(install, step, copy.get(), before)))
                    .findFirst()
                    .ifPresent(step -> add(findings, copy.get(), step, input));
        }
    }

    private static void add(Findings findings, Step copy, Step install, CheckInput input) {
        findings.add(
                copy.instruction().span(),
                "any change of the source copied here installs the dependencies again in line " + install.line()
                        + Costs.note(install, input.builds()),
                "copy only the files that name dependencies, install them, and copy the rest of the source after line "
                        + install.line());
    }

    /** Whether the dependencies of the project could have been there already, and are not. */
    private static boolean isLate(Install install, Step step, Step copy, List<Step> before) {
        boolean named = !install.readsFiles() || !install.withDependencies();
        boolean keepsDownloads = switch (install.manager()) {
            case GO, CARGO, MAVEN, GRADLE -> hasCacheMount(step);
            case APT, APK, DNF, CONDA -> true;
            default ->
                !install.projects().isEmpty()
                        && install.projects().stream().noneMatch(project -> isSource(project, copy))
                        && install.manifests().isEmpty();
        };
        return !named
                && !keepsDownloads
                && before.stream()
                        .flatMap(earlier -> earlier.installs().stream())
                        .noneMatch(earlier -> provides(earlier, install));
    }

    /** Part of the tree that was copied; a wheel was built by an earlier step and is no source. */
    private static boolean isSource(String project, Step copy) {
        if (project.endsWith(".whl") || project.endsWith(".tar.gz")) {
            return false;
        }
        return !project.startsWith("/")
                || Transfers.fromContext(copy).stream()
                        .map(tree -> "/" + Paths.clean(tree.destination()))
                        .anyMatch(tree -> tree.equals("/") || (project + "/").startsWith(tree + "/"));
    }

    private static boolean provides(Install earlier, Install install) {
        boolean python = earlier.manager().isPython() && install.manager().isPython();
        return (python || earlier.manager() == install.manager())
                && (earlier.readsFiles() || earlier.packages().size() > 2);
    }

    private static boolean hasCacheMount(Step step) {
        return step.instruction() instanceof Instruction.Run run
                && run.mounts().stream()
                        .anyMatch((MountFlag mount) ->
                                Transfers.option(mount, "type").equals("cache"));
    }
}
