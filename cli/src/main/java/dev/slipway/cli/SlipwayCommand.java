package dev.slipway.cli;

import picocli.CommandLine.Command;

/** The root command: only its subcommands do something. */
@Command(
        name = "slipway",
        description = "Builds the container images of LLM inference engines.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {BuildCommand.class, ImageCommand.class, CacheCommand.class})
final class SlipwayCommand {}
