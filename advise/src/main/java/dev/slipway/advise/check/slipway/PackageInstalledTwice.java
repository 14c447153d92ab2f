package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.Install;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.dockerfile.Stage;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A package is installed by two steps of one path. */
final class PackageInstalledTwice extends SlipwayRule {
    /** Upgraded by habit before every install; small. */
    private static final Set<String> TOOLS = Set.of("pip", "setuptools", "wheel", "uv", "build", "ca-certificates");

    PackageInstalledTwice() {
        super(Severity.INFO, "A package is installed by two steps on the way to one image.");
    }

    private record Key(boolean python, Install.Manager manager, String name) {}

    private record Seen(Step step, String written) {}

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        for (Stage stage : paths.stages()) {
            Map<Key, Seen> seen = new HashMap<>();
            for (Step step : paths.path(stage)) {
                Map<Step, Map<String, String>> again = new LinkedHashMap<>();
                Map<Key, Seen> now = new HashMap<>();
                for (Install install : step.installs()) {
                    collect(step, install, seen, now, again);
                }
                if (step.stage().equals(stage)) {
                    again.forEach((first, names) -> add(findings, step, first, names));
                }
                if (step.removesPackages() || step.script().contains("--virtual")) {
                    seen.clear();
                } else {
                    now.forEach(seen::putIfAbsent);
                }
            }
        }
    }

    private static void collect(
            Step step, Install install, Map<Key, Seen> seen, Map<Key, Seen> now, Map<Step, Map<String, String>> again) {
        boolean elsewhere =
                install.command().hasAny("--target", "-t", "--prefix", "--root", "--python", "--download-only")
                        || install.command().words().stream().anyMatch(word -> word.startsWith("--python="))
                        || install.command().words().getFirst().contains("/")
                        || install.command().words().contains("wheel");
        if (elsewhere) {
            return;
        }
        for (String written : install.packages()) {
            String name = Names.of(written);
            boolean plain = !name.isEmpty()
                    && !name.contains("$")
                    && !written.contains("*")
                    && !written.contains("://")
                    && !name.contains("/");
            if (!plain || TOOLS.contains(name)) {
                continue;
            }
            boolean python = install.manager().isPython();
            Key key = new Key(python, python ? Install.Manager.PIP : install.manager(), name);
            Seen earlier = seen.get(key);
            if (earlier != null && !earlier.step().equals(step) && matters(earlier.written(), written, python)) {
                again.computeIfAbsent(earlier.step(), first -> new LinkedHashMap<>())
                        .put(name, written);
            }
            now.putIfAbsent(key, new Seen(step, written));
        }
    }

    /** The same Python requirement again is a no-op; another version replaces files. */
    private static boolean matters(String first, String second, boolean python) {
        return !python
                || (!first.equals(second) && second.length() > Names.of(second).length());
    }

    private static void add(Findings findings, Step step, Step first, Map<String, String> names) {
        boolean python = step.installs().stream()
                .filter(install -> install.packages().containsAll(names.values()))
                .anyMatch(install -> install.manager().isPython());
        String list = names.keySet().stream().limit(4).collect(Collectors.joining(", "))
                + (names.size() > 4 ? " and " + (names.size() - 4) + " more" : "");
        findings.add(
                step.instruction().span(),
                "line " + first.line() + " already installed " + list
                        + (python
                                ? ": where the versions differ, the first copy stays in its layer, hidden"
                                : ": nothing is gained, and the two lists drift apart"),
                "install " + List.copyOf(names.keySet()).getFirst() + (names.size() > 1 ? " and the others" : "")
                        + " in one place");
    }
}
