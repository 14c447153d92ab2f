package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.Fixable;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.advise.check.stages.Transfers;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.MountFlag;
import dev.slipway.dockerfile.Stage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Two steps write apt's or dpkg's files at the same time. */
final class UnsafeCacheSharing extends SlipwayRule implements Fixable {
    private static final List<String> LOCKED = List.of("/var/cache/apt", "/var/lib/apt", "/var/lib/dpkg");

    UnsafeCacheSharing() {
        super(Severity.WARNING, "A cache mount of apt or dpkg is shared by steps that run at the same time.");
    }

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        Map<String, Set<Stage>> users = new HashMap<>();
        for (Stage stage : paths.stages()) {
            mounts(paths, stage)
                    .forEach(mount -> users.computeIfAbsent(cache(mount), id -> new HashSet<>())
                            .add(stage));
        }
        unsafe(paths)
                .forEach(mount -> add(
                        findings,
                        mount,
                        users.getOrDefault(cache(mount), Set.of()).size() > 1));
    }

    @Override
    public List<Edit> fixes(DockerfileView view) {
        return unsafe(view.paths()).map(mount -> edit(mount, view.input())).toList();
    }

    private static Edit edit(MountFlag mount, CheckInput input) {
        for (MountFlag.Option option : mount.options()) {
            if (option.key().equals("sharing")) {
                return new Edit(
                        mount.span(),
                        Fixable.startOf(input.dockerfile().source(), option.span()),
                        Fixable.endOf(input.dockerfile().source(), option.span()),
                        "sharing=locked");
            }
        }
        int end = Fixable.endOf(
                input.dockerfile().source(), mount.options().getLast().span());
        return new Edit(mount.span(), end, end, ",sharing=locked");
    }

    private static Stream<MountFlag> unsafe(StagePaths paths) {
        return paths.stages().stream().flatMap(stage -> mounts(paths, stage)).filter(UnsafeCacheSharing::isUnsafe);
    }

    private static Stream<MountFlag> mounts(StagePaths paths, Stage stage) {
        return paths.own(stage).stream()
                .map(Step::instruction)
                .filter(Instruction.Run.class::isInstance)
                .flatMap(run -> ((Instruction.Run) run).mounts().stream());
    }

    /** Which cache a mount is: its id, else its target. */
    private static String cache(MountFlag mount) {
        String id = Transfers.option(mount, "id");
        return id.isEmpty() ? Transfers.option(mount, "target", "dst", "destination") : id;
    }

    private static boolean isUnsafe(MountFlag mount) {
        String target = Transfers.option(mount, "target", "dst", "destination");
        String sharing = Transfers.option(mount, "sharing");
        return Transfers.option(mount, "type").equals("cache")
                && LOCKED.stream().anyMatch(path -> target.equals(path) || target.startsWith(path + "/"))
                && (sharing.isEmpty() || sharing.equals("shared"));
    }

    private static void add(Findings findings, MountFlag mount, boolean severalStages) {
        findings.add(
                mount.span(),
                (severalStages ? "stages" : "builds") + " that run at the same time share "
                        + Transfers.option(mount, "target", "dst", "destination")
                        + ", but apt needs it alone: one of them fails to get its lock, or finds half a file",
                "add sharing=locked");
    }
}
