package dev.slipway.advise.check.hadolint;

import dev.slipway.advise.shell.ShellCommand;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A command's arguments read as options and operands, without knowing the program: {@code --name} and
 * {@code --name=value} are {@code name}, {@code -abc} is {@code a}, {@code b} and {@code c}.
 */
record Arguments(ShellCommand command) {
    boolean is(String name) {
        return command.name().equals(name);
    }

    /** The program is one of {@code names}, and one of {@code arguments} is given. */
    boolean calls(Set<String> names, String... arguments) {
        return names.contains(command.name()) && command.hasAny(arguments);
    }

    boolean calls(String name, String... arguments) {
        return is(name) && command.hasAny(arguments);
    }

    boolean hasOption(String... names) {
        Set<String> wanted = Set.of(names);
        return command.arguments().stream()
                .flatMap(argument -> options(argument).stream())
                .anyMatch(wanted::contains);
    }

    long count(String option) {
        return command.arguments().stream()
                .flatMap(argument -> options(argument).stream())
                .filter(option::equals)
                .count();
    }

    /** What is no option; the word after one of {@code withValue} is its value and left out too. */
    List<String> operands(String... withValue) {
        Set<String> valued = new HashSet<>(List.of(withValue));
        List<String> operands = new ArrayList<>();
        boolean skip = false;
        for (String argument : command.arguments()) {
            List<String> options = options(argument);
            if (skip) {
                skip = false;
            } else if (options.isEmpty()) {
                operands.add(argument);
            }
            if (!options.isEmpty()) {
                skip = argument.indexOf('=') < 0 && options.stream().anyMatch(valued::contains);
            }
        }
        operands.removeIf(operand -> operand.equals("-") || operand.equals("--"));
        return operands;
    }

    /** The words after {@code -o} or {@code --option}. */
    List<String> values(String option) {
        List<String> values = new ArrayList<>();
        List<String> all = command.arguments();
        for (int i = 0; i + 1 < all.size(); i++) {
            if (options(all.get(i)).contains(option)) {
                values.add(all.get(i + 1));
            }
        }
        return values;
    }

    /** {@code pip install}, also by another name of pip or through {@code python -m}. */
    boolean isPipInstall() {
        String name = command.name();
        List<String> all = command.arguments();
        if (name.startsWith("pip") && !name.startsWith("pipenv")) {
            return all.contains("install");
        }
        return name.startsWith("python")
                && java.util.Collections.indexOfSubList(all, List.of("-m", "pip", "install")) >= 0;
    }

    private static List<String> options(String argument) {
        if (argument.equals("-") || argument.equals("--") || !argument.startsWith("-")) {
            return List.of();
        }
        if (argument.startsWith("--")) {
            int equals = argument.indexOf('=');
            return List.of(argument.substring(2, equals < 0 ? argument.length() : equals));
        }
        return argument.substring(1).codePoints().mapToObj(Character::toString).toList();
    }
}
