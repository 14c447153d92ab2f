package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.ContextFiles;
import dev.slipway.advise.check.stages.Install;
import dev.slipway.advise.check.stages.Paths;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.advise.check.stages.Transfers;
import dev.slipway.advise.shell.ShellCommand;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of a project that an install builds, followed from the image back to the context.
 *
 * @param path in the context
 * @param directory in the image, absolute
 */
record ProjectFile(String path, String directory, String text) {
    /** Those of these names that steps have brought in, for each local project of the install. */
    static List<ProjectFile> of(Install install, Step step, StagePaths paths, ContextFiles files, List<String> names) {
        List<ProjectFile> found = new ArrayList<>();
        for (String project : install.projects()) {
            String directory = Paths.resolve(directoryOf(install, step), project);
            for (String name : names) {
                contextPaths(step, paths, Paths.resolve(directory, name)).stream()
                        .flatMap(path -> files.text(path).map(text -> new ProjectFile(path, directory, text)).stream())
                        .findFirst()
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    /** Where in the context a file of the image may come from, the last copy first. */
    static List<String> contextPaths(Step step, StagePaths paths, String image) {
        List<Step> upTo = new ArrayList<>(paths.before(step));
        upTo.add(step);
        return upTo.reversed().stream()
                .flatMap(earlier -> Transfers.fromContext(earlier).stream())
                .flatMap(copy -> copy.contextPath(image).stream())
                .toList();
    }

    /** Where the install's shell stands. */
    private static String directoryOf(Install install, Step step) {
        String directory = step.workdir();
        for (ShellCommand command : step.commands()) {
            if (command.equals(install.command())) {
                break;
            }
            if (command.name().equals("cd") && !command.arguments().isEmpty()) {
                directory = Paths.resolve(directory, command.arguments().getFirst());
            }
        }
        return directory;
    }
}
