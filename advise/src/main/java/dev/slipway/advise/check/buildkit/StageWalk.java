package dev.slipway.advise.check.buildkit;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.StageView;
import dev.slipway.dockerfile.Instruction;
import java.util.HashMap;
import java.util.Map;

/** Goes through the stages with the variables that hold before each instruction. */
final class StageWalk {
    private StageWalk() {}

    /** What is done at each instruction. */
    @FunctionalInterface
    interface Visitor {
        void visit(StageView stage, Instruction instruction, StageVariables before);
    }

    static void run(DockerfileView view, Visitor visitor) {
        Map<Integer, StageVariables> after = new HashMap<>();
        for (StageView stage : view.stages()) {
            StageVariables variables = stage.parent()
                    .map(parent -> after.get(parent.stage().index()).child())
                    .orElseGet(() -> new StageVariables(view, stage));
            for (Instruction instruction : stage.stage().instructions()) {
                visitor.visit(stage, instruction, variables);
                variables.take(view, instruction);
            }
            after.put(stage.stage().index(), variables);
        }
    }
}
