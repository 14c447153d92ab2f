package dev.slipway.advise.check.hadolint;

import static dev.slipway.advise.check.Severity.ERROR;
import static dev.slipway.advise.check.Severity.INFO;
import static dev.slipway.advise.check.Severity.WARNING;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.StageView;
import dev.slipway.advise.check.Step;
import dev.slipway.advise.check.ViewRule;
import dev.slipway.advise.shell.ShellCommand;
import dev.slipway.dockerfile.Instruction;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Programs that have no place in a build, and how scripts use others. */
final class Programs {
    private static final Set<String> POINTLESS =
            Set.of("free", "kill", "mount", "ps", "service", "shutdown", "ssh", "top", "vim");
    private static final List<String> NOT_POSIX = List.of("pwsh", "powershell", "cmd");
    private static final int LONG_USER_ID = 5;

    static final List<ViewRule> RULES = List.of(
            Dl.command(
                    "DL3001",
                    INFO,
                    "Programs such as ssh, vim, service or mount do nothing useful in a build",
                    arguments -> POINTLESS.contains(arguments.command().name())),
            Dl.command("DL3003", WARNING, "Change directories with WORKDIR", arguments -> arguments.is("cd")),
            Dl.command(
                    "DL3004",
                    ERROR,
                    "sudo behaves in surprising ways in a build: use USER, or gosu at run time",
                    arguments -> arguments.is("sudo")),
            Dl.command(
                    "DL3027",
                    WARNING,
                    "apt is made for people: scripts should call apt-get or apt-cache",
                    arguments -> arguments.is("apt")),
            Dl.command(
                    "DL3046",
                    WARNING,
                    "useradd with a long user id and without -l makes the image very large",
                    arguments -> arguments.is("useradd")
                            && !arguments.hasOption("l", "no-log-init")
                            && arguments.hasOption("u", "uid")
                            && arguments.values("u").stream().anyMatch(id -> id.length() > LONG_USER_ID)),
            Dl.command(
                    "DL3047",
                    INFO,
                    "wget without --progress=dot:giga, -q or -nv fills the log with its progress bar",
                    arguments -> arguments.is("wget")
                            && !arguments.hasOption(
                                    "progress", "q", "quiet", "o", "output-file", "a", "append-output", "no-verbose")
                            && !arguments.calls("wget", "-nv")),
            Dl.rule("DL4001", WARNING, "Use either wget or curl, not both", Programs::bothDownloaders),
            Dl.command(
                    "DL4005",
                    WARNING,
                    "Change the default shell with SHELL, not by replacing /bin/sh",
                    arguments -> arguments.calls("ln", "/bin/sh")),
            Dl.rule(
                    "DL4006",
                    WARNING,
                    "A pipe hides the failure of its first command: set SHELL with -o pipefail before",
                    Programs::pipes),
            Dl.rule("DL3059", INFO, "RUN instructions that follow each other could be one", Programs::consecutive));

    private Programs() {}

    private static void bothDownloaders(DockerfileView view, ViewRule.Hits hits) {
        for (StageView stage : view.stages()) {
            Set<String> seen = new HashSet<>();
            for (Step step : stage.steps()) {
                Optional<ShellCommand> download = Optional.empty();
                for (ShellCommand command : step.commands()) {
                    if (command.name().equals("curl") || command.name().equals("wget")) {
                        boolean second = seen.add(command.name()) && seen.size() > 1;
                        download = second || download.isEmpty() ? Optional.of(command) : download;
                    }
                }
                if (seen.size() > 1) {
                    download.ifPresent(command -> hits.at(command.span()));
                }
            }
        }
    }

    private static void pipes(DockerfileView view, ViewRule.Hits hits) {
        for (StageView stage : view.stages()) {
            boolean safe = false;
            for (Step step : stage.steps()) {
                if (step.instruction() instanceof Instruction.Shell shell) {
                    safe = isSafe(shell.arguments());
                } else if (!safe) {
                    boolean set = false;
                    for (ShellCommand command : step.commands()) {
                        set |= command.name().equals("set") && command.hasAny("pipefail");
                        if (!set && command.before().equals("|")) {
                            hits.at(command.span());
                            break;
                        }
                    }
                }
            }
        }
    }

    private static boolean isSafe(List<String> shell) {
        String program = shell.getFirst().substring(shell.getFirst().lastIndexOf('/') + 1);
        boolean other = NOT_POSIX.stream().anyMatch(program::startsWith);
        boolean option = shell.stream().anyMatch(word -> word.matches("-[a-z]*o[a-z]*"));
        return other || List.of("bash", "zsh", "ash").contains(program) && option && shell.contains("pipefail");
    }

    /** Scripts of several commands are left alone: somebody split them for a reason. */
    private static void consecutive(DockerfileView view, ViewRule.Hits hits) {
        for (StageView stage : view.stages()) {
            Instruction.Run before = null;
            int commandsBefore = 0;
            for (Step step : stage.steps()) {
                if (!(step.instruction() instanceof Instruction.Run run) || step.trigger()) {
                    before = null;
                    continue;
                }
                int commands = step.commands().size();
                if (before != null && sameFlags(before, run) && commands <= 2 && commandsBefore <= 2) {
                    hits.at(DockerfileView.keyword(run));
                } else {
                    before = run;
                    commandsBefore = commands;
                }
            }
        }
    }

    private static boolean sameFlags(Instruction.Run one, Instruction.Run other) {
        return flags(one).equals(flags(other));
    }

    private static List<Object> flags(Instruction.Run run) {
        return List.of(
                run.mounts().stream()
                        .map(mount -> mount.options().stream()
                                .map(option -> option.key() + "=" + option.value())
                                .toList())
                        .toList(),
                run.network().map(word -> word.text()),
                run.security().map(word -> word.text()));
    }
}
