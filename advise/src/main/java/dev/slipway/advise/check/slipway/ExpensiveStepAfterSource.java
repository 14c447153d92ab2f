package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.ContextFiles;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.Costs;
import dev.slipway.advise.check.stages.Install;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.advise.check.stages.Transfers;
import dev.slipway.advise.shell.ShellCommand;
import dev.slipway.dockerfile.Stage;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A step that needs nothing of the source reruns with every change of it. */
final class ExpensiveStepAfterSource extends SlipwayRule {
    /** What surrounds installs and downloads, and reads no files of the project. */
    private static final Set<String> HARMLESS = Set.of(
            "rm",
            "mkdir",
            "ln",
            "echo",
            "set",
            "export",
            "tar",
            "unzip",
            "gunzip",
            "ldconfig",
            "true",
            "[",
            "test",
            "chmod",
            "mv",
            "which",
            "rustc",
            "dpkg",
            "uname",
            "cut",
            "tr",
            "sed",
            "grep",
            "nproc",
            "exit",
            "apt-key",
            "add-apt-repository",
            "gpg",
            "locale-gen",
            "update-alternatives",
            "sha256sum",
            "cd",
            "");

    private static final Pattern PROJECT_NAME = Pattern.compile("(?m)^name\\s*=\\s*[\"']([^\"']+)[\"']");

    private static final Pattern PROJECT_FILE = Pattern.compile("([^/]+/)?pyproject\\.toml");

    ExpensiveStepAfterSource() {
        super(
                Severity.WARNING,
                "A download or install that does not use the source runs again with every change of it.");
    }

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        for (Stage stage : paths.stages()) {
            Optional<Step> changing = Optional.empty();
            for (Step step : paths.path(stage)) {
                if (changing.isPresent() && step.stage().equals(stage) && isSelfContained(step, input)) {
                    add(findings, changing.get(), step, input);
                }
                if (changing.isEmpty() && changesWithSource(step, paths, new HashSet<>())) {
                    changing = Optional.of(step);
                }
            }
        }
    }

    private static void add(Findings findings, Step changing, Step step, CheckInput input) {
        findings.add(
                step.instruction().span(),
                "this needs nothing of the source, but runs again with every change of it"
                        + Costs.note(step, input.builds())
                        + ": line " + changing.line() + " brings the source in before it",
                "move it above line " + changing.line()
                        + ", or into a stage of its own from which the result is copied");
    }

    /** Whether a step takes the source tree, itself or through another stage. */
    private static boolean changesWithSource(Step step, StagePaths paths, Set<Integer> seen) {
        if (Transfers.fromContext(step).stream().anyMatch(Transfers.FromContext::isSourceTree)) {
            return true;
        }
        return Transfers.fromStages(step).stream()
                .flatMap(name -> paths.stageNamed(name, step.stage()).stream())
                .filter(stage -> seen.add(stage.index()))
                .anyMatch(stage -> paths.path(stage).stream().anyMatch(other -> changesWithSource(other, paths, seen)));
    }

    private static boolean isSelfContained(Step step, CheckInput input) {
        if (!step.isRun()
                || !Transfers.fromStages(step).isEmpty()
                || !Transfers.fromContext(step).isEmpty()) {
            return false;
        }
        boolean expensive = false;
        for (ShellCommand command : step.commands()) {
            Optional<Install> install = step.installs().stream()
                    .filter(candidate -> candidate.command().equals(command))
                    .findFirst();
            boolean downloads = isDownload(command);
            boolean installs = install.filter(one -> isByName(one) && !isOfTheProject(one, input))
                    .isPresent();
            boolean aside = install.isEmpty() && isAside(command);
            if (!downloads && !installs && !aside) {
                return false;
            }
            expensive |= downloads || installs;
        }
        return expensive;
    }

    private static boolean isByName(Install install) {
        boolean opaque = install.packages().stream().anyMatch(name -> name.startsWith("$"));
        return !install.readsFiles()
                && !install.packages().isEmpty()
                && !opaque
                && !(install.manager().isPython() && (replaces(install) || findsLocalLinks(install)));
    }

    /** What replaces packages that the project's own install brought must come after it. */
    private static boolean replaces(Install install) {
        return install.command().hasAny("--upgrade", "-U", "--force-reinstall", "--reinstall");
    }

    /** Wheels in a directory may be those of the source. */
    private static boolean findsLocalLinks(Install install) {
        List<String> words = install.command().arguments();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String next = i + 1 < words.size() ? words.get(i + 1) : "";
            String links = word.equals("-f") || word.equals("--find-links")
                    ? next
                    : word.startsWith("--find-links=") ? word.substring("--find-links=".length()) : "https://";
            if (!links.startsWith("http")) {
                return true;
            }
        }
        return false;
    }

    /** {@code pip install "engine[extra]"} behind the engine's wheel takes the one that is there. */
    private static boolean isOfTheProject(Install install, CheckInput input) {
        if (!install.manager().isPython() || input.context().isEmpty()) {
            return false;
        }
        ContextFiles files = input.context().get();
        Set<String> wanted = install.packages().stream()
                .map(name -> normalized(Names.of(name)))
                .collect(Collectors.toSet());
        return files.files().stream()
                .filter(file -> PROJECT_FILE.matcher(file.path()).matches())
                .flatMap(file -> files.text(file.path()).stream())
                .map(PROJECT_NAME::matcher)
                .anyMatch(named -> named.find() && wanted.contains(normalized(named.group(1))));
    }

    private static String normalized(String name) {
        int extras = name.indexOf('[');
        return (extras < 0 ? name : name.substring(0, extras))
                .toLowerCase(Locale.ROOT)
                .replace('_', '-')
                .replace('.', '-');
    }

    private static boolean isDownload(ShellCommand command) {
        return switch (command.name()) {
            case "wget", "curl" ->
                command.words().stream().anyMatch(word -> word.contains("://") && !isLocalHost(word));
            case "git" -> command.hasAny("clone") && command.words().stream().anyMatch(word -> word.contains("://"));
            case "flashinfer" -> command.arguments().stream().anyMatch(word -> word.startsWith("download"));
            case "huggingface-cli", "hf" -> command.hasAny("download");
            default -> false;
        };
    }

    private static boolean isLocalHost(String word) {
        return word.contains("localhost") || word.contains("127.0.0.1");
    }

    private static boolean isAside(ShellCommand command) {
        return switch (command.name()) {
            case "apt-get", "apt", "apk", "dnf", "yum", "microdnf" -> true;
            case "pip", "pip3", "uv" -> command.hasAny("cache", "clean", "list", "freeze");
            case "flashinfer" -> command.hasAny("show-config");
            // Deleting what the source brought needs the source.
            case "rm" -> command.arguments().stream().allMatch(word -> word.startsWith("-") || word.startsWith("/"));
            case "cd" -> command.arguments().stream().allMatch(word -> word.startsWith("/"));
            default -> HARMLESS.contains(command.name());
        };
    }
}
