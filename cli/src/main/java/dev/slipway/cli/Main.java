package dev.slipway.cli;

import dev.slipway.cli.start.Ahead;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The {@code slipway} command. */
public final class Main {
    /** Ended well. */
    static final int OK = 0;
    /** What was asked for could not be done. */
    static final int FAILED = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;
    /** Cancelled by an interrupt, as shells count it. */
    static final int CANCELLED = 130;

    private Main() {}

    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        if (builds(words)) {
            Ahead.ofBuild();
        }
        PrintStream out = new PrintStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = run(words, System.getenv(), out, err);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** {@code build ...} and {@code recipe build ...}. */
    private static boolean builds(List<String> words) {
        boolean ofRecipe = !words.isEmpty() && words.getFirst().equals("recipe");
        return words.stream().skip(ofRecipe ? 1 : 0).findFirst().equals(Optional.of("build"));
    }

    /** Runs one command line and returns its exit code; never ends the process. */
    public static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        Session session = new Session(environment, out, err);
        String[] words = arguments.toArray(String[]::new);
        CommandLine command = prepared(SlipwayCommand.of(session, arguments), session);
        command.setParameterExceptionHandler((problem, args) -> {
            // What is not in a part of the model may be in the whole; if not, the whole knows what to suggest.
            CommandLine whole = prepared(SlipwayCommand.whole(session), session);
            whole.setParameterExceptionHandler((refused, same) -> refuse(refused, session));
            return whole.execute(words);
        });
        return command.execute(words);
    }

    private static CommandLine prepared(CommandLine command, Session session) {
        PrintStream out = session.out();
        PrintStream err = session.err();
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setOut(new java.io.PrintWriter(out, true, StandardCharsets.UTF_8));
        command.setErr(new java.io.PrintWriter(err, true, StandardCharsets.UTF_8));
        command.setColorScheme(CommandLine.Help.defaultColorScheme(
                session.terminal().colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        command.setUsageHelpAutoWidth(true);
        command.setExecutionExceptionHandler((problem, line, parsed) -> {
            new ErrorPrinter(err, session.terminal().colour()).print(problem);
            return problem instanceof InterruptedException ? CANCELLED : FAILED;
        });
        return command;
    }

    private static int refuse(ParameterException problem, Session session) {
        if (String.valueOf(problem.getMessage()).startsWith("Missing required subcommand")) {
            problem.getCommandLine().usage(problem.getCommandLine().getErr());
        } else {
            session.err().println(ErrorPrinter.usage(problem, session.terminal().colour()));
        }
        return USAGE;
    }
}
