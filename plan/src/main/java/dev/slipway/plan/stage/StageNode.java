package dev.slipway.plan.stage;

import dev.slipway.dockerfile.Stage;
import dev.slipway.image.Platform;
import java.util.List;
import java.util.Optional;

/**
 * A stage with its base looked up.
 *
 * @param name as shown: the name, {@code stage-2}, or empty in a file with one stage
 * @param platform of {@code FROM --platform}; empty for the target's
 * @param replaced whether a named context stands in for the stage, so that its instructions do not count
 * @param instructions triggers of the base first
 */
public record StageNode(
        Stage stage,
        String name,
        TreeRef base,
        Optional<Platform> platform,
        boolean replaced,
        List<StageInstruction> instructions) {
    public StageNode {
        instructions = List.copyOf(instructions);
    }

    StageNode withTriggers(List<StageInstruction> triggers) {
        List<StageInstruction> all = new java.util.ArrayList<>(triggers);
        all.addAll(instructions);
        return new StageNode(stage, name, base, platform, replaced, all);
    }

    /** The name, or the number of a stage without one: how builds of an edited file tell stages apart. */
    public String label() {
        return stage.name().orElse("stage-" + stage.index());
    }
}
