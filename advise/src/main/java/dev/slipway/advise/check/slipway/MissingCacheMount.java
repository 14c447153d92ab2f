package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.Fixable;
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
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A package manager downloads everything again when its step reruns. */
final class MissingCacheMount extends SlipwayRule implements Fixable {
    MissingCacheMount() {
        super(Severity.INFO, "A package manager runs without a cache mount for its downloads.");
    }

    /** What a file says that moves, empties or keeps a manager's cache; then a mount is its author's choice. */
    private static final Map<Manager, List<String>> OWN_CACHE = Map.of(
            Manager.PIP,
                    List.of(
                            "--no-cache-dir",
                            "PIP_NO_CACHE_DIR",
                            "PIP_CACHE_DIR",
                            "pip cache",
                            "/.cache",
                            "--cache-dir"),
            Manager.UV, List.of("--no-cache", "UV_NO_CACHE", "UV_CACHE_DIR", "uv cache", "/.cache", "--cache-dir"),
            Manager.NPM, List.of("npm cache", "/.npm", "npm_config_cache", "NPM_CONFIG_CACHE", "--cache"));

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        all(paths).forEach(uses -> uses.forEach((manager, all) -> add(findings, manager, all, input)));
    }

    /**
     * Of pip, uv and npm, run by root. Not of apt, whose cache is emptied by a setting of usual base images, nor of cargo
     * and go, whose caches later steps read: there a mount alone is of no use, or too much.
     */
    @Override
    public List<Edit> fixes(DockerfileView view) {
        List<Edit> edits = new ArrayList<>();
        boolean user = view.steps().anyMatch(step -> step.instruction() instanceof Instruction.User);
        for (Map<Manager, List<Use>> uses : all(view.paths())) {
            uses.forEach((manager, all) -> {
                boolean own = OWN_CACHE.getOrDefault(manager, List.of("")).stream()
                        .anyMatch(view.source().text()::contains);
                boolean plain = all.stream().allMatch(use -> keyword(view, use).isPresent());
                if (!user && !own && plain) {
                    all.stream()
                            .flatMap(use -> keyword(view, use).stream())
                            .distinct()
                            .map(end -> new Edit(
                                    all.getFirst().install().command().span(),
                                    end,
                                    end,
                                    " --mount=type=cache,target=" + manager.cache()))
                            .forEach(edits::add);
                }
            });
        }
        return edits;
    }

    /** The offset behind RUN; empty for the trigger of an ONBUILD and a keyword on two lines. */
    private static Optional<Integer> keyword(DockerfileView view, Use use) {
        return view.node(use.step().instruction())
                .map(node -> node.head().keyword())
                .filter(word -> word.text().equalsIgnoreCase("RUN"))
                .flatMap(word -> Fixable.replace(view.source(), word.span(), word.span(), word.text(), ""))
                .map(Edit::end);
    }

    /** Of each stage, what runs without a cache. */
    private static List<Map<Manager, List<Use>>> all(StagePaths paths) {
        List<Map<Manager, List<Use>>> found = new ArrayList<>();
        for (Stage stage : paths.stages()) {
            Map<Manager, List<Use>> uses = new EnumMap<>(Manager.class);
            for (Step step : paths.own(stage)) {
                for (Install install : step.installs()) {
                    // What apk downloads is small, and its own --no-cache is the habit everywhere.
                    boolean counts = install.manager() != Manager.APK && downloads(install, step, paths);
                    if (counts && !hasCache(step, install.manager())) {
                        uses.computeIfAbsent(install.manager(), manager -> new ArrayList<>())
                                .add(new Use(step, install));
                    }
                }
            }
            found.add(uses);
        }
        return found;
    }

    private record Use(Step step, Install install) {}

    /** One finding for a manager in a stage, at its first use. */
    private static void add(Findings findings, Manager manager, List<Use> uses, CheckInput input) {
        Use first = uses.getFirst();
        String sharing = manager == Manager.APT ? ",sharing=locked" : "";
        List<String> others = uses.stream()
                .map(use -> use.step().line())
                .filter(line -> line != first.step().line())
                .distinct()
                .map(String::valueOf)
                .toList();
        findings.add(
                first.install().command().span(),
                manager.shown() + " downloads every package again whenever this step reruns"
                        + Costs.note(first.step(), input.builds()) + ": its cache is not kept between builds"
                        + (others.isEmpty() ? "" : "; the same in line " + String.join(", ", others)),
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
        return List.of(Manager.values()).stream()
                .filter(other -> other != manager && other.isSystem() != manager.isSystem())
                .noneMatch(other -> target.startsWith(other.cache()));
    }
}
