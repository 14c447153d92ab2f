package dev.slipway.plan.stage;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.plan.PlanException;
import java.util.Optional;

/** ONBUILD triggers as instructions of the stage that they run in. */
final class Triggers {
    private Triggers() {}

    /**
     * @param name what messages about the trigger's text name as its file
     * @param from the FROM that brought it
     */
    static StageInstruction parse(String text, String name, Span from) {
        SourceText source = new SourceText(name, text);
        Instruction instruction = Dockerfile.parseInstruction(name, text);
        switch (instruction) {
            case Instruction.From ignored -> throw refused(source, instruction);
            case Instruction.Onbuild ignored -> throw refused(source, instruction);
            case Instruction.Maintainer ignored -> throw refused(source, instruction);
            default -> {
                return new StageInstruction(instruction, source, from, true, '\\');
            }
        }
    }

    private static PlanException refused(SourceText source, Instruction instruction) {
        return new PlanException(
                PlanException.Code.BAD_TRIGGER,
                new PlanException.Position(source, instruction.span()),
                "cannot run " + instruction.keyword()
                        + " as an ONBUILD trigger (expected: any instruction but FROM, MAINTAINER and ONBUILD)",
                Optional.empty());
    }
}
