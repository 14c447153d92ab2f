package dev.slipway.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The root command: only its subcommands do something. It and {@code build} are made without annotations, and the
 * annotated ones are added only when the command line needs them: reading annotations costs more than running most
 * commands.
 */
final class SlipwayCommand {
    private static final List<String> SUBCOMMANDS = List.of("build", "image", "cache");

    private SlipwayCommand() {}

    /** The command with the subcommand that the command line names, or with all when it names none. */
    static CommandLine of(Session session, List<String> arguments) {
        CommandSpec spec =
                CommandSpec.wrapWithoutInspection(new SlipwayCommand()).name("slipway");
        spec.usageMessage()
                .description("Builds the container images of LLM inference engines.")
                .synopsisSubcommandLabel("COMMAND");
        spec.versionProvider(new Version());
        addHelpOptions(spec);
        CommandLine command = new CommandLine(spec, new CommandFactory(session));
        String named = arguments.isEmpty() ? "" : arguments.getFirst();
        for (String name : SUBCOMMANDS) {
            if (name.equals(named) || !SUBCOMMANDS.contains(named)) {
                command.addSubcommand(name, subcommand(name, session, arguments));
            }
        }
        return command;
    }

    private static Object subcommand(String name, Session session, List<String> arguments) {
        return switch (name) {
            case "build" -> {
                CommandLine build = new CommandLine(new BuildCommand(session).spec(), new CommandFactory(session));
                if (arguments.stream().anyMatch(SlipwayCommand::mayNeedRecord)) {
                    addRecord(build, session);
                }
                yield build;
            }
            case "image" -> new ImageCommand(session);
            case "cache" -> new CacheCommand(session);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Whether it names {@code build record}, asks for help, or is a file of arguments. */
    private static boolean mayNeedRecord(String argument) {
        boolean shortOptions = argument.startsWith("-") && !argument.startsWith("--");
        return argument.equals("record")
                || argument.equals("--help")
                || argument.startsWith("@")
                || (shortOptions && argument.contains("h"));
    }

    /** Adds what was left out to the command that a usage error is about, so that its suggestions are complete. */
    static void complete(CommandLine command, Session session) {
        if (command.getCommand() instanceof BuildCommand
                && command.getSubcommands().isEmpty()) {
            addRecord(command, session);
        }
    }

    private static void addRecord(CommandLine build, Session session) {
        build.addSubcommand("record", new RecordCommand(session));
    }

    /** What {@code mixinStandardHelpOptions} adds, without its annotations. */
    static void addHelpOptions(CommandSpec spec) {
        spec.addOption(OptionSpec.builder("-h", "--help")
                .type(boolean.class)
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .type(boolean.class)
                .versionHelp(true)
                .description("Print version information and exit.")
                .build());
    }
}
