package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Heredoc;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import java.util.stream.Collectors;

/** Two Dockerfiles of a repository hold the same stage. */
final class StageRepeatedElsewhere extends SlipwayRule {
    /** Shorter stages are alike by chance. */
    private static final int MIN_INSTRUCTIONS = 3;

    StageRepeatedElsewhere() {
        super(Severity.INFO, "A stage says the same as a stage of another Dockerfile.");
    }

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        for (Stage stage : paths.stages()) {
            if (input.others().isEmpty() || !isWork(stage)) {
                continue;
            }
            String text = text(stage);
            for (Dockerfile other : input.others()) {
                other.stages().stream()
                        .filter(candidate ->
                                !other.source().equals(input.dockerfile().source()))
                        .filter(candidate -> text(candidate).equals(text))
                        .findFirst()
                        .ifPresent(same -> findings.add(
                                stage.from().span(),
                                "this stage repeats the one at "
                                        + other.source().name() + ":"
                                        + same.from().span().startLine()
                                        + ": every fix has to be made twice, and the two drift apart",
                                "build it once as an image or a bake target, and use it as a named context in both"));
            }
        }
    }

    private static boolean isWork(Stage stage) {
        return stage.instructions().size() >= MIN_INSTRUCTIONS
                && stage.instructions().stream().anyMatch(Instruction.Run.class::isInstance);
    }

    private static String text(Stage stage) {
        return stage.from().image().text() + "\n"
                + stage.instructions().stream()
                        .map(instruction ->
                                String.join(" ", instruction.origin().text().split("\\s+")) + bodies(instruction))
                        .collect(Collectors.joining("\n"));
    }

    private static String bodies(Instruction instruction) {
        return instruction instanceof Instruction.Run run
                ? run.heredocs().stream().map(Heredoc::content).collect(Collectors.joining("\n"))
                : "";
    }
}
