package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.ContextFiles;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.dockerfile.Stage;
import java.util.List;
import java.util.function.Predicate;

/** COPY takes version control or bytecode along. */
final class VcsOrBytecodeCopied extends SlipwayRule {
    VcsOrBytecodeCopied() {
        super(Severity.WARNING, "COPY takes .git, .hg, .svn or __pycache__ into the image.");
    }

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        for (Stage stage : paths.stages()) {
            for (Step step : paths.own(stage)) {
                if (!step.isRun()) {
                    report(step, input, "version control", ".git", VcsOrBytecodeCopied::isVcs, findings);
                    report(step, input, "compiled Python", "**/__pycache__", VcsOrBytecodeCopied::isBytecode, findings);
                }
            }
        }
    }

    private static void report(
            Step step, CheckInput input, String what, String pattern, Predicate<String> kind, Findings findings) {
        List<ContextFiles.Entry> files = Selected.of(step, input).stream()
                .filter(file -> kind.test("/" + file.path()))
                .toList();
        if (!files.isEmpty()) {
            long bytes = files.stream().mapToLong(ContextFiles.Entry::sizeBytes).sum();
            findings.add(
                    step.instruction().span(),
                    "this copies " + files.size() + " files of " + what + " (" + Selected.shown(bytes) + ", first: "
                            + files.getFirst().path() + "): they change with every commit or run and rebuild what"
                            + " follows",
                    "add " + pattern + " to .dockerignore");
        }
    }

    private static boolean isVcs(String path) {
        return path.contains("/.git/") || path.contains("/.hg/") || path.contains("/.svn/");
    }

    private static boolean isBytecode(String path) {
        return path.contains("/__pycache__/") || path.endsWith(".pyc");
    }
}
