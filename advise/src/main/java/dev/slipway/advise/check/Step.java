package dev.slipway.advise.check;

import dev.slipway.advise.shell.ShellCommand;
import dev.slipway.advise.shell.ShellReader;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.SourceText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One instruction of a stage as rules look at it: its commands are read once, when first asked for. */
public final class Step {
    private final Instruction instruction;
    private final SourceText source;
    private final boolean trigger;
    private @Nullable List<ShellCommand> commands;

    Step(Instruction instruction, SourceText source, boolean trigger) {
        this.instruction = instruction;
        this.source = source;
        this.trigger = trigger;
    }

    public Instruction instruction() {
        return instruction;
    }

    /** Whether this is what an ONBUILD runs later, rather than an instruction of the stage itself. */
    public boolean trigger() {
        return trigger;
    }

    /** The commands of RUN, both forms; none for other instructions. */
    public List<ShellCommand> commands() {
        List<ShellCommand> known = commands;
        if (known == null) {
            known = instruction instanceof Instruction.Run run ? ShellReader.commands(run, source) : List.of();
            commands = known;
        }
        return known;
    }
}
