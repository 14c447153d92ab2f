package dev.slipway.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

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
        PrintStream out = new PrintStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = run(List.of(arguments), System.getenv(), out, err);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** Runs one command line and returns its exit code; never ends the process. */
    public static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        Session session = new Session(environment, out, err);
        CommandLine command = SlipwayCommand.of(session, arguments);
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setOut(new java.io.PrintWriter(out, true, StandardCharsets.UTF_8));
        command.setErr(new java.io.PrintWriter(err, true, StandardCharsets.UTF_8));
        command.setColorScheme(CommandLine.Help.defaultColorScheme(
                session.terminal().colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        command.setUsageHelpAutoWidth(true);
        command.setParameterExceptionHandler((problem, args) -> {
            if (String.valueOf(problem.getMessage()).startsWith("Missing required subcommand")) {
                problem.getCommandLine().usage(problem.getCommandLine().getErr());
                return USAGE;
            }
            SlipwayCommand.complete(problem.getCommandLine(), session);
            err.println(ErrorPrinter.usage(problem, session.terminal().colour()));
            return USAGE;
        });
        command.setExecutionExceptionHandler((problem, line, parsed) -> {
            new ErrorPrinter(err, session.terminal().colour()).print(problem);
            return problem instanceof InterruptedException ? CANCELLED : FAILED;
        });
        return command.execute(arguments.toArray(String[]::new));
    }
}
