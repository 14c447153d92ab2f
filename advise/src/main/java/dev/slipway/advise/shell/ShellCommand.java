package dev.slipway.advise.shell;

import dev.slipway.dockerfile.Span;
import java.util.List;

/**
 * One simple command of a script.
 *
 * @param assignments {@code NAME=value} words before the command
 * @param words the command and its arguments, quotes removed, expansions as written ({@code $X} stays {@code $X});
 *     without redirections
 * @param before the operator that joins it to the command before: {@code &&}, {@code ||}, {@code |}, {@code ;},
 *     {@code &}, or empty for the first and after {@code then}, {@code do}, {@code (} and the like
 * @param span where its first word stands in the Dockerfile; the whole instruction's span where that is not known
 */
public record ShellCommand(List<String> assignments, List<String> words, String before, Span span) {
    public ShellCommand {
        assignments = List.copyOf(assignments);
        words = List.copyOf(words);
    }

    /** The command's name without its directory; empty for bare assignments. */
    public String name() {
        String first = words.isEmpty() ? "" : words.getFirst();
        return first.substring(first.lastIndexOf('/') + 1);
    }

    public List<String> arguments() {
        return words.isEmpty() ? List.of() : words.subList(1, words.size());
    }

    public boolean hasAny(String... arguments) {
        return arguments().stream().anyMatch(List.of(arguments)::contains);
    }
}
