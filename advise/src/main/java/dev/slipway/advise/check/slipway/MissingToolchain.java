package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.StagePaths;

/** A build backend needs a compiler that nothing on the stage's path installs. */
final class MissingToolchain extends SlipwayRule {
    MissingToolchain() {
        super(Severity.ERROR, "A step needs a compiler that nothing before or after it installs.");
    }

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        for (ToolchainUse use : ToolchainUse.missing(paths, input)) {
            // A command that is called without any sign of it may be in the base after all.
            boolean sure = !use.toolchain().isUsedBy(use.step());
            if (use.later().isEmpty() && sure) {
                findings.add(
                        use.where(),
                        "this needs " + use.toolchain().shown() + " (" + use.reason() + "), and neither "
                                + paths.baseImage(use.step().stage()) + " nor a step before installs it: the build"
                                + " stops here",
                        use.toolchain().fix() + " before line " + use.step().line());
            }
        }
    }
}
