package dev.slipway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/**
 * A command as picocli's model, made of those options and subcommands alone that the command line may name
 * ({@link NamedOptions}). Not annotations: reading them by reflection takes longer than most commands.
 */
final class CommandModel {
    private final CommandSpec spec;
    private final NamedOptions named;

    private CommandModel(Object action, String name, String description, NamedOptions named) {
        this.spec = CommandSpec.wrapWithoutInspection(action).name(name);
        this.named = named;
        spec.usageMessage().description(description);
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

    /** @param action what runs after the parsing; its result is the exit code */
    static CommandModel of(String name, String description, NamedOptions named, Callable<Integer> action) {
        return new CommandModel(action, name, description, named);
    }

    /** A command that only has subcommands. */
    static CommandModel group(String name, String description, NamedOptions named) {
        Subcommands missing = new Subcommands();
        CommandModel model = new CommandModel(missing, name, description, named);
        missing.spec = model.spec;
        model.spec.usageMessage().synopsisSubcommandLabel("COMMAND");
        return model;
    }

    /** What a command does that only has subcommands. */
    private static final class Subcommands implements Callable<Integer> {
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            throw new ParameterException(spec.commandLine(), "Missing required subcommand");
        }
    }

    CommandModel options(OptionSpec.Builder... options) {
        for (OptionSpec.Builder option : options) {
            if (named.anyOf(option.names())) {
                spec.addOption(option.build());
            }
        }
        return this;
    }

    /** Options below a heading of their own in the help. */
    CommandModel options(String heading, OptionSpec.Builder... options) {
        ArgGroupSpec.Builder group =
                ArgGroupSpec.builder().heading(heading).validate(false).exclusive(false);
        for (OptionSpec.Builder option : options) {
            if (named.anyOf(option.names())) {
                group.addArg(option.build());
            }
        }
        if (!group.args().isEmpty()) {
            spec.addArgGroup(group.build());
        }
        return this;
    }

    CommandModel parameters(PositionalParamSpec.Builder... parameters) {
        for (PositionalParamSpec.Builder parameter : parameters) {
            spec.addPositional(parameter.build());
        }
        return this;
    }

    CommandModel subcommand(String name, Supplier<CommandModel> model) {
        if (named.anyOf(name)) {
            spec.addSubcommand(name, model.get().line());
        }
        return this;
    }

    /** @param alias another name of it */
    CommandModel subcommand(String name, String alias, Supplier<CommandModel> model) {
        if (named.anyOf(name, alias)) {
            CommandSpec made = model.get().spec.aliases(alias);
            spec.addSubcommand(name, new CommandLine(made, CommandModel::make));
        }
        return this;
    }

    /** For what a help text or a parsing needs besides. */
    CommandSpec spec() {
        return spec;
    }

    CommandLine line() {
        return new CommandLine(spec, CommandModel::make);
    }

    /** Picocli asks for lists alone: everything else was handed over. Its own factory would look for Groovy first. */
    private static <K> K make(Class<K> type) {
        if (type != List.class) {
            throw new IllegalStateException(type + " is made by picocli (expected: lists only)");
        }
        return type.cast(new ArrayList<String>());
    }
}
