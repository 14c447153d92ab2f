package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.Costs;
import dev.slipway.advise.check.stages.Install;
import dev.slipway.advise.check.stages.Install.Manager;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.advise.check.stages.Transfers;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.MountFlag;
import dev.slipway.dockerfile.Stage;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A package manager downloads everything again when its step reruns. */
final class MissingCacheMount extends SlipwayRule {
    MissingCacheMount() {
        super(Severity.INFO, "A package manager runs without a cache mount for its downloads.");
    }

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        for (Stage stage : paths.stages()) {
            for (Step step : paths.own(stage)) {
                Set<Manager> told = EnumSet.noneOf(Manager.class);
                for (Install install : step.installs()) {
                    Manager manager = install.manager();
                    if (downloads(install, step, paths) && !hasCache(step, manager) && told.add(manager)) {
                        add(findings, step, install, input);
                    }
                }
            }
        }
    }

    private static void add(Findings findings, Step step, Install install, CheckInput input) {
        Manager manager = install.manager();
        String sharing = manager == Manager.APT ? ",sharing=locked" : "";
        findings.add(
                install.command().span(),
                manager.shown() + " downloads every package again whenever this step reruns"
                        + Costs.note(step, input.records()) + ": its cache is not kept between builds",
                "add --mount=type=cache,target=" + manager.cache() + sharing
                        + (manager.isPython() ? ", and drop --no-cache-dir or --no-cache" : ""));
    }

    /** Whether the install goes to the network. Go and cargo builds do not where an earlier step fetched. */
    private static boolean downloads(Install install, Step step, StagePaths paths) {
        boolean offline = install.command().hasAny("--offline", "--frozen-offline", "--no-index", "-mod=vendor");
        boolean localOnly =
                install.packages().isEmpty() && install.manifests().isEmpty() && !install.withDependencies();
        boolean fetched = !install.projects().isEmpty()
                && (install.manager() == Manager.GO || install.manager() == Manager.CARGO)
                && paths.before(step).stream()
                        .flatMap(earlier -> earlier.installs().stream())
                        .anyMatch(earlier -> earlier.manager() == install.manager());
        boolean wheels = install.packages().isEmpty()
                && install.manifests().isEmpty()
                && install.projects().stream().allMatch(project -> project.endsWith(".whl"));
        return !offline && !localOnly && !fetched && !wheels;
    }

    private static boolean hasCache(Step step, Manager manager) {
        return step.instruction() instanceof Instruction.Run run
                && run.mounts().stream().anyMatch(mount -> holds(mount, manager));
    }

    /** Any cache mount that is not plainly another manager's: caches can be moved by variables. */
    private static boolean holds(MountFlag mount, Manager manager) {
        if (!Transfers.option(mount, "type").equals("cache")) {
            return false;
        }
        String target = Transfers.option(mount, "target", "dst", "destination");
        return Manager.values().length > 0
                && List.of(Manager.values()).stream()
                        .filter(other -> other != manager && other.isSystem() != manager.isSystem())
                        .noneMatch(other -> target.startsWith(other.cache()));
    }
}
