package dev.slipway.plan.lower;

import dev.slipway.dockerfile.Instruction;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.Op;
import java.util.List;

/** WORKDIR: makes the directory, owned by USER, and puts it into the config (Dockerfile reference, WORKDIR). */
final class WorkdirLowering {
    private WorkdirLowering() {}

    static void lower(Instruction.Workdir instruction, StageState stage) {
        ImagePath directory = stage.config.workdir(stage.expand(instruction.path()));
        String createdBy = "WORKDIR " + stage.config.workingDirectoryText();
        if (directory.isRoot()) {
            stage.record(createdBy);
            return;
        }
        FileAction make = new FileAction.MakeDirectory(directory, Placements.ofUser(stage.config.user()));
        String shown = stage.expander().display(StepText.of(instruction), stage.scope);
        stage.step(new Op.FileOp(List.of(make)), List.of(stage.root()), shown, createdBy);
    }
}
