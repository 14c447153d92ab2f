package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.ContextFiles;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.advise.check.stages.Transfers;
import dev.slipway.dockerfile.Stage;
import java.util.Comparator;

/** A source tree is copied with a very large file in it. A large file that COPY names is wanted. */
final class HugeFileCopied extends SlipwayRule {
    private static final long HUGE_BYTES = 100L << 20;

    HugeFileCopied() {
        super(Severity.WARNING, "COPY of a whole tree takes a very large file along.");
    }

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        for (Stage stage : paths.stages()) {
            for (Step step : paths.own(stage)) {
                boolean tree = Transfers.fromContext(step).stream().anyMatch(Transfers.FromContext::isSourceTree);
                if (!step.isRun() && tree) {
                    Selected.of(step, input).stream()
                            .filter(file -> file.sizeBytes() >= HUGE_BYTES)
                            .max(Comparator.comparingLong(ContextFiles.Entry::sizeBytes))
                            .ifPresent(file -> add(findings, step, file));
                }
            }
        }
    }

    private static void add(Findings findings, Step step, ContextFiles.Entry file) {
        findings.add(
                step.instruction().span(),
                "this copies " + file.path() + " (" + Selected.shown(file.sizeBytes())
                        + ") along with the source: it is read, hashed and stored again whenever the tree changes",
                "add " + file.path() + " to .dockerignore, or copy it by its name in a step of its own");
    }
}
