package dev.slipway.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The options and subcommands that a command line may name. Making the model of one option costs a start about a
 * millisecond, so that of a command is made of these alone; what it then refuses is parsed again by the whole one, which
 * knows what to suggest.
 */
final class NamedOptions {
    /** Everything: for help, and for the messages of usage errors. */
    static final NamedOptions ALL = new NamedOptions(Set.of(), true);

    private final Set<String> names;
    private final boolean all;

    private NamedOptions(Set<String> names, boolean all) {
        this.names = names;
        this.all = all;
    }

    /** Too many rather than too few: values and file names that look like options count too. */
    static NamedOptions of(List<String> arguments) {
        Set<String> names = new HashSet<>();
        for (String argument : arguments) {
            if (argument.startsWith("@")) {
                return ALL;
            }
            if (argument.startsWith("--")) {
                int end = argument.indexOf('=');
                names.add(end < 0 ? argument : argument.substring(0, end));
            } else if (argument.startsWith("-")) {
                // -qf FILE, -ofile: any letter may be an option
                for (int i = 1; i < argument.length(); i++) {
                    names.add("-" + argument.charAt(i));
                }
            } else {
                names.add(argument);
            }
        }
        return names.contains("--help") || names.contains("-h") ? ALL : new NamedOptions(names, false);
    }

    /** Whether the command line may name one of these: {@code --file}, {@code -f} or a subcommand. */
    boolean anyOf(String... written) {
        if (all) {
            return true;
        }
        for (String name : written) {
            if (names.contains(name)) {
                return true;
            }
        }
        return false;
    }
}
