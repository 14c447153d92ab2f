package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.KnownBase;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import java.util.List;
import java.util.Optional;

/** The image starts its program as root. An explicit {@code USER root} is hadolint's DL3002. */
final class RootUser extends SlipwayRule {
    RootUser() {
        super(Severity.INFO, "The image's program runs as root.");
    }

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        Stage stage = paths.target();
        List<Step> path = paths.path(stage);
        boolean userSet = path.stream().anyMatch(step -> step.instruction() instanceof Instruction.User);
        // Launchers that drop root themselves are found by their names.
        boolean drops = path.stream()
                .map(step -> step.instruction().origin().text())
                .anyMatch(text -> text.contains("gosu")
                        || text.contains("su-exec")
                        || text.contains("setpriv")
                        || text.contains("s6-")
                        || text.contains("/init"));
        Optional<Instruction> start = path.stream()
                .filter(step -> step.stage().equals(stage))
                .map(Step::instruction)
                .filter(instruction ->
                        instruction instanceof Instruction.Entrypoint || instruction instanceof Instruction.Cmd)
                .findFirst();
        if (!userSet && !drops && start.isPresent() && KnownBase.runsAsRoot(paths.baseImage(stage))) {
            findings.add(
                    start.get().span(),
                    "this runs as root: " + paths.baseImage(stage) + " sets no user, and no USER follows",
                    "create a user and name it with USER before this line");
        }
    }
}
