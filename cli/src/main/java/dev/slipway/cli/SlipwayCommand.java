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
    private static final List<String> SUBCOMMANDS =
            List.of("build", "image", "cache", "inspect", "check", "explain", "replay", "graph", "report");

    private SlipwayCommand() {}

    /** The command with all that the command line may name, which is not all that there is. */
    static CommandLine of(Session session, List<String> arguments) {
        String named = arguments.isEmpty() ? "" : arguments.getFirst();
        return SUBCOMMANDS.contains(named)
                ? root(session, List.of(named), NamedOptions.of(arguments), arguments.contains("record"))
                : whole(session);
    }

    /** The command with everything. */
    static CommandLine whole(Session session) {
        return root(session, SUBCOMMANDS, NamedOptions.ALL, true);
    }

    private static CommandLine root(Session session, List<String> subcommands, NamedOptions options, boolean record) {
        CommandSpec spec =
                CommandSpec.wrapWithoutInspection(new SlipwayCommand()).name("slipway");
        spec.usageMessage()
                .description("Builds the container images of LLM inference engines.")
                .synopsisSubcommandLabel("COMMAND");
        spec.versionProvider(new Version());
        addHelpOptions(spec);
        CommandLine command = new CommandLine(spec, new CommandFactory(session));
        for (String name : subcommands) {
            command.addSubcommand(
                    name,
                    switch (name) {
                        case "build" -> build(session, options, record || options.all());
                        case "image" -> new ImageCommand(session);
                        case "cache" -> new CacheCommand(session);
                        case "inspect" -> new InspectCommand(session);
                        case "check" -> new CheckCommand(session);
                        case "explain" -> new ExplainCommand(session);
                        case "replay" -> new ReplayCommand(session);
                        case "graph" -> new GraphCommand(session);
                        case "report" -> new ReportCommand(session);
                        default -> throw new IllegalArgumentException(name);
                    });
        }
        return command;
    }

    private static CommandLine build(Session session, NamedOptions options, boolean record) {
        CommandLine build = new CommandLine(new BuildCommand(session, options).spec(), new CommandFactory(session));
        if (record) {
            build.addSubcommand("record", new RecordCommand(session));
        }
        return build;
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
