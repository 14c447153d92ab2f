package dev.slipway.plan.lower;

import dev.slipway.dockerfile.Instruction;
import dev.slipway.image.Platform;
import dev.slipway.plan.stage.StageInstruction;
import dev.slipway.plan.stage.StageNode;
import dev.slipway.plan.stage.TreeRef;
import java.util.Optional;

/** Names as BuildKit's progress shows them: {@code [linux/arm64 base 2/5] RUN make}. Counts the steps of a stage. */
final class StepNames {
    private final String prefix;
    private final int total;
    private int number;

    /** @param platform in builds for several platforms */
    StepNames(StageNode node, Optional<Platform> platform) {
        String shownPlatform = platform.map(p -> p + " ").orElse("");
        this.prefix = shownPlatform + (node.name().isEmpty() ? "" : node.name() + " ");
        this.total = total(node);
    }

    private static int total(StageNode node) {
        int steps = node.base() instanceof TreeRef.OfImage || node.base() instanceof TreeRef.OfContext ? 1 : 0;
        for (StageInstruction instruction : node.instructions()) {
            boolean counts = switch (instruction.instruction()) {
                case Instruction.Run run -> true;
                case Instruction.Copy copy -> true;
                case Instruction.Add add -> true;
                case Instruction.Workdir workdir -> true;
                default -> instruction.trigger();
            };
            steps += counts ? 1 : 0;
        }
        return steps;
    }

    String next(String text, boolean trigger) {
        number++;
        return numbered(trigger ? "ONBUILD " + text : text);
    }

    /** The second name of a step that was just counted. */
    String link(String text, boolean trigger) {
        return numbered((trigger ? "ONBUILD " : "") + "LINK " + text);
    }

    private String numbered(String text) {
        String width = Integer.toString(total);
        return "[" + prefix
                + " "
                        .repeat(Math.max(
                                0, width.length() - Integer.toString(number).length())) + number + "/" + total + "] "
                + text;
    }
}
