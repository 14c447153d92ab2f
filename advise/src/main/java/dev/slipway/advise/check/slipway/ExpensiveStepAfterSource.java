package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.Costs;
import dev.slipway.advise.check.stages.Install;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.advise.check.stages.Transfers;
import dev.slipway.advise.shell.ShellCommand;
import dev.slipway.dockerfile.Stage;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

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
                if (changing.isPresent() && step.stage().equals(stage) && isSelfContained(step)) {
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
                        + Costs.note(step, input.records())
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

    private static boolean isSelfContained(Step step) {
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
            boolean installs =
                    install.filter(ExpensiveStepAfterSource::isByName).isPresent();
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
        return !install.readsFiles() && !install.packages().isEmpty() && !opaque;
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
