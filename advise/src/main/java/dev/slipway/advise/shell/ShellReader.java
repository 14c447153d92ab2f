package dev.slipway.advise.shell;

import dev.slipway.dockerfile.CommandLine;
import dev.slipway.dockerfile.Heredoc;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The simple commands of a RUN, in the order in which they end: what stands in {@code $(…)} comes before the command
 * that uses it. Reads POSIX shell and the common parts of bash; what it does not know is passed over. Takes any text,
 * in time linear in its length.
 */
public final class ShellReader {
    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ash", "zsh", "ksh");
    /** {@code sh -c "sh -c …"} is opened this often. */
    private static final int MAX_SCRIPTS_IN_SCRIPTS = 4;

    private ShellReader() {}

    /**
     * Reads shell form, heredoc scripts, heredocs that are fed to a shell, and exec form; scripts given to
     * {@code sh -c} are opened. A heredoc for another interpreter is one command, the interpreter.
     *
     * @param source the file that the instruction's spans point into
     */
    public static List<ShellCommand> commands(Instruction.Run run, SourceText source) {
        if (run.command() instanceof CommandLine.ExecForm exec) {
            return exec(exec);
        }
        CommandLine.ShellForm shell = (CommandLine.ShellForm) run.command();
        if (run.isHeredocScript()) {
            return heredoc(run.heredocs().getFirst(), shell.span());
        }
        List<ShellCommand> found =
                open(ScriptReader.read(shell.script(), ScriptPositions.ofShellForm(shell, source)), 0);
        return run.heredocs().isEmpty() ? found : withHeredocs(found, run);
    }

    private static List<ShellCommand> exec(CommandLine.ExecForm exec) {
        ShellCommand whole = new ShellCommand(List.of(), exec.arguments(), "", exec.span());
        List<ShellCommand> opened = open(List.of(whole), 0);
        // The shell itself says nothing: its script does.
        return opened.size() > 1 ? List.copyOf(opened.subList(1, opened.size())) : opened;
    }

    private static List<ShellCommand> heredoc(Heredoc heredoc, Span operator) {
        String body = heredoc.content();
        if (body.startsWith("#!")) {
            int end = body.indexOf('\n');
            List<String> words = List.of((end < 0 ? body : body.substring(0, end))
                    .substring(2)
                    .strip()
                    .split("\\s+"));
            ShellCommand interpreter = new ShellCommand(List.of(), words, "", operator);
            if (words.stream().map(ShellReader::base).noneMatch(SHELLS::contains)) {
                return List.of(interpreter);
            }
        }
        return open(ScriptReader.read(body, ScriptPositions.ofHeredoc(heredoc)), 0);
    }

    /** A shell without a script of its own reads its heredocs. */
    private static List<ShellCommand> withHeredocs(List<ShellCommand> commands, Instruction.Run run) {
        boolean shellReads = commands.stream()
                .anyMatch(command -> SHELLS.contains(command.name())
                        && command.arguments().stream().allMatch(word -> word.startsWith("-") && !isScriptFlag(word)));
        if (!shellReads) {
            return commands;
        }
        List<ShellCommand> all = new ArrayList<>(commands);
        for (Heredoc heredoc : run.heredocs()) {
            all.addAll(heredoc(heredoc, heredoc.span()));
        }
        return List.copyOf(all);
    }

    private static List<ShellCommand> open(List<ShellCommand> commands, int level) {
        if (level == MAX_SCRIPTS_IN_SCRIPTS) {
            return commands;
        }
        List<ShellCommand> all = new ArrayList<>(commands.size());
        for (ShellCommand command : commands) {
            all.add(command);
            String script = scriptOf(command);
            if (!script.isEmpty()) {
                all.addAll(open(ScriptReader.read(script, ScriptPositions.at(command.span())), level + 1));
            }
        }
        return List.copyOf(all);
    }

    /** The script after {@code -c} of a shell; empty where there is none. */
    private static String scriptOf(ShellCommand command) {
        if (!SHELLS.contains(command.name())) {
            return "";
        }
        List<String> arguments = command.arguments();
        for (int i = 0; i + 1 < arguments.size(); i++) {
            String word = arguments.get(i);
            if (isScriptFlag(word)) {
                return arguments.get(i + 1);
            }
            if (!word.startsWith("-") && !word.startsWith("+") && !word.equals("pipefail")) {
                return "";
            }
        }
        return "";
    }

    private static boolean isScriptFlag(String word) {
        return word.length() > 1 && word.charAt(0) == '-' && word.charAt(1) != '-' && word.endsWith("c");
    }

    private static String base(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
