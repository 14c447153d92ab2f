package dev.slipway.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root command: only its subcommands do something. */
@Command(
        name = "slipway",
        description = "Builds the container images of LLM inference engines.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
final class SlipwayCommand {
    private static final Map<String, Class<?>> SUBCOMMANDS = subcommands();

    private static Map<String, Class<?>> subcommands() {
        Map<String, Class<?>> all = new LinkedHashMap<>();
        all.put("build", BuildCommand.class);
        all.put("image", ImageCommand.class);
        all.put("cache", CacheCommand.class);
        return all;
    }

    /**
     * Adds the subcommand that the command line names, or all when it names none: reading a command's annotations costs
     * more than running most of them.
     */
    static void addSubcommands(CommandLine command, List<String> arguments) {
        String named = arguments.isEmpty() ? "" : arguments.getFirst();
        SUBCOMMANDS.forEach((name, type) -> {
            if (name.equals(named) || !SUBCOMMANDS.containsKey(named)) {
                command.addSubcommand(name, type);
            }
        });
    }
}
