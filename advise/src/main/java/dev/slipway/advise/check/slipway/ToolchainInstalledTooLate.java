package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;

/** A compiler is installed after the step that needs it. */
final class ToolchainInstalledTooLate extends SlipwayRule {
    ToolchainInstalledTooLate() {
        super(Severity.ERROR, "A compiler is installed in a later step or stage than its first user.");
    }

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        for (ToolchainUse use : ToolchainUse.missing(paths, input)) {
            use.later()
                    .ifPresent(later -> findings.add(
                            use.where(),
                            "this needs " + use.toolchain().shown() + " (" + use.reason() + "), but only line "
                                    + later.line() + place(use.step(), later) + " installs it: the build stops here",
                            "move the installation from line " + later.line() + " before line "
                                    + use.step().line()));
        }
    }

    private static String place(Step user, Step later) {
        return user.stage().equals(later.stage())
                ? ""
                : " in the later stage "
                        + later.stage().name().orElse("number " + later.stage().index());
    }
}
