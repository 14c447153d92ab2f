package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.advise.check.stages.Transfers;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.MountFlag;
import dev.slipway.dockerfile.Stage;
import java.util.List;

/** Two steps write apt's or dpkg's files at the same time. */
final class UnsafeCacheSharing extends SlipwayRule {
    private static final List<String> LOCKED = List.of("/var/cache/apt", "/var/lib/apt", "/var/lib/dpkg");

    UnsafeCacheSharing() {
        super(Severity.WARNING, "A cache mount of apt or dpkg is shared by steps that run at the same time.");
    }

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        for (Stage stage : paths.stages()) {
            for (Step step : paths.own(stage)) {
                if (step.instruction() instanceof Instruction.Run run) {
                    run.mounts().stream().filter(UnsafeCacheSharing::isUnsafe).forEach(mount -> add(findings, mount));
                }
            }
        }
    }

    private static boolean isUnsafe(MountFlag mount) {
        String target = Transfers.option(mount, "target", "dst", "destination");
        String sharing = Transfers.option(mount, "sharing");
        return Transfers.option(mount, "type").equals("cache")
                && LOCKED.stream().anyMatch(path -> target.equals(path) || target.startsWith(path + "/"))
                && (sharing.isEmpty() || sharing.equals("shared"));
    }

    private static void add(Findings findings, MountFlag mount) {
        findings.add(
                mount.span(),
                "steps that run at the same time share " + Transfers.option(mount, "target", "dst", "destination")
                        + ", but apt needs it alone: one of them fails to get its lock, or finds half a file",
                "add sharing=locked");
    }
}
