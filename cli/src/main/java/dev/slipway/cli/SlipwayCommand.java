package dev.slipway.cli;

import java.util.List;
import picocli.CommandLine;

/** The root command: only its subcommands do something. */
final class SlipwayCommand {
    private SlipwayCommand() {}

    /** The command with all that the command line may name, which is not all that there is. */
    static CommandLine of(Session session, List<String> arguments) {
        return root(session, NamedOptions.of(arguments));
    }

    /** The command with everything. */
    static CommandLine whole(Session session) {
        return root(session, NamedOptions.ALL);
    }

    private static CommandLine root(Session session, NamedOptions named) {
        CommandModel root = CommandModel.group(
                        "slipway", "Builds the container images of LLM inference engines.", named)
                .subcommand("build", () -> new BuildCommand(session).model(named))
                .subcommand("image", () -> new ImageCommand(session).model(named))
                .subcommand("cache", () -> new CacheCommand(session).model(named))
                .subcommand("inspect", () -> new InspectCommand(session).model(named))
                .subcommand("check", () -> new CheckCommand(session).model(named))
                .subcommand("explain", () -> new ExplainCommand(session).model(named))
                .subcommand("replay", () -> new ReplayCommand(session).model(named))
                .subcommand("graph", () -> new GraphCommand(session).model(named))
                .subcommand("report", () -> new ReportCommand(session).model(named))
                .subcommand("recipe", () -> new RecipeCommand(session).model(named))
                .subcommand("serve", () -> new ServeCommand(session).model(named));
        root.spec().versionProvider(new Version());
        return root.line();
    }
}
