package dev.slipway.advise.check.stages;

import dev.slipway.advise.shell.ShellCommand;
import dev.slipway.dockerfile.CommandLine;
import dev.slipway.dockerfile.Heredoc;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import java.util.List;

/**
 * An instruction in its stage.
 *
 * @param workdir the directory it runs in, absolute; {@code /} where no WORKDIR says otherwise
 * @param commands of a RUN, each without {@code sudo}, {@code env} and the like before it
 * @param installs what they install
 */
public record Step(
        Stage stage, Instruction instruction, String workdir, List<ShellCommand> commands, List<Install> installs) {
    public Step {
        commands = List.copyOf(commands);
        installs = List.copyOf(installs);
    }

    public int line() {
        return instruction.span().startLine();
    }

    public boolean isRun() {
        return instruction instanceof Instruction.Run;
    }

    /** The script of a RUN, without its flags; empty for other instructions. */
    public String script() {
        if (!(instruction instanceof Instruction.Run run)) {
            return "";
        }
        String line = switch (run.command()) {
            case CommandLine.ShellForm shell -> shell.script();
            case CommandLine.ExecForm exec -> String.join(" ", exec.arguments());
        };
        StringBuilder script = new StringBuilder(line);
        for (Heredoc heredoc : run.heredocs()) {
            script.append('\n').append(heredoc.content());
        }
        return script.toString();
    }

    /** Whether a command of this name runs. */
    public boolean runs(String... names) {
        return commands.stream().anyMatch(command -> List.of(names).contains(command.name()));
    }

    /** Whether packages are taken away again before the layer is closed. */
    public boolean removesPackages() {
        return commands.stream().anyMatch(command -> switch (command.name()) {
            case "apt", "apt-get" -> command.hasAny("remove", "purge", "autoremove");
            case "apk" -> command.hasAny("del");
            case "yum", "dnf", "microdnf" -> command.hasAny("remove", "erase", "autoremove");
            case "pip", "pip3" -> command.hasAny("uninstall");
            case "uv" -> command.hasAny("uninstall");
            default -> false;
        });
    }
}
