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
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files are put into a Python package that a later install replaces. */
final class DownloadOverwrittenByInstall extends SlipwayRule {
    private static final Pattern PACKAGE_DIRECTORY = Pattern.compile("(?:site|dist)-packages/([A-Za-z0-9_]+)/");

    DownloadOverwrittenByInstall() {
        super(Severity.WARNING, "What a step downloads into a package is replaced by a later install.");
    }

    private record Download(ShellCommand command, String packageName) {}

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        for (Stage stage : paths.stages()) {
            List<Step> path = paths.path(stage);
            for (int i = 0; i < path.size(); i++) {
                Step step = path.get(i);
                for (Download download : downloads(step)) {
                    path.subList(i + 1, path.size()).stream()
                            .filter(later -> later.installs().stream()
                                    .anyMatch(install -> replaces(install, later, download, path, input)))
                            .findFirst()
                            .ifPresent(later -> add(findings, step, download, later, input));
                }
            }
        }
    }

    private static void add(Findings findings, Step step, Download download, Step later, CheckInput input) {
        findings.add(
                download.command().span(),
                "this writes files into the package " + download.packageName()
                        + Costs.note(step, input.builds())
                        + ", and line " + later.line()
                        + " may install that package again: the image then carries the files in both layers",
                "do it in a stage of its own and copy the files in after line " + later.line()
                        + ", or keep that install from replacing " + download.packageName());
    }

    private static List<Download> downloads(Step step) {
        return step.commands().stream()
                .flatMap(command -> download(command).stream())
                .toList();
    }

    private static Optional<Download> download(ShellCommand command) {
        List<String> arguments = command.arguments();
        if (command.name().equals("flashinfer") && !arguments.isEmpty() && isDownload(arguments.getFirst())) {
            return Optional.of(new Download(command, "flashinfer"));
        }
        int module = arguments.indexOf("-m") + 1;
        if (command.name().startsWith("python") && module > 0 && module + 1 < arguments.size()) {
            String name = arguments.get(module);
            boolean downloads = isDownload(arguments.get(module + 1))
                    || name.substring(name.lastIndexOf('.') + 1).startsWith("download");
            return downloads && !name.equals("pip")
                    ? Optional.of(new Download(command, normalized(root(name))))
                    : Optional.empty();
        }
        if (List.of("cp", "mv", "curl", "wget", "tar").contains(command.name())) {
            return arguments.stream()
                    .map(PACKAGE_DIRECTORY::matcher)
                    .filter(Matcher::find)
                    .reduce((first, last) -> last)
                    .map(found -> new Download(command, normalized(found.group(1))));
        }
        return Optional.empty();
    }

    private static boolean isDownload(String word) {
        return word.equals("download") || word.startsWith("download-") || word.startsWith("download_");
    }

    private static boolean replaces(Install install, Step step, Download download, List<Step> path, CheckInput input) {
        if (!install.manager().isPython() || !install.withDependencies()) {
            return false;
        }
        String name = download.packageName();
        boolean named = install.packages().stream().map(Names::of).anyMatch(other -> isOf(other, name));
        // Engines' wheels pin flashinfer, and their requirements name it.
        boolean engine = name.equals("flashinfer")
                && (!install.projects().isEmpty()
                        || install.packages().stream().map(Names::of).anyMatch(Names::isEngine));
        return named
                || engine
                || install.manifests().stream().anyMatch(manifest -> namesPackage(manifest, step, name, path, input));
    }

    private static boolean namesPackage(String manifest, Step step, String name, List<Step> path, CheckInput input) {
        String image = dev.slipway.advise.check.stages.Paths.resolve(step.workdir(), manifest);
        return input.context().stream()
                .anyMatch(files -> path.stream()
                        .flatMap(earlier -> Transfers.fromContext(earlier).stream())
                        .flatMap(copy -> copy.contextPath(image).stream())
                        .anyMatch(file -> textNames(files, file, name)));
    }

    private static boolean textNames(ContextFiles files, String file, String name) {
        return files.text(file).stream()
                .flatMap(String::lines)
                .map(String::strip)
                .filter(line -> !line.startsWith("#"))
                .anyMatch(line -> isOf(Names.of(line), name));
    }

    private static boolean isOf(String installed, String name) {
        return installed.equals(name) || installed.startsWith(name + "-");
    }

    private static String root(String module) {
        int dot = module.indexOf('.');
        return dot < 0 ? module : module.substring(0, dot);
    }

    private static String normalized(String name) {
        return Names.of(name);
    }
}
