package dev.slipway.advise.check.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code skip=A,B;error=true;experimental=all}, the value of BuildKit's directive and comments {@code # check=} (Docker
 * documentation, Build checks).
 *
 * @param skip rules of any family by name
 * @param skipAll all of BuildKit's
 * @param error whether findings of BuildKit's rules are errors
 */
public record CheckDirective(
        Set<String> skip, boolean skipAll, Set<String> experimental, boolean experimentalAll, boolean error) {
    public static final CheckDirective NONE = new CheckDirective(Set.of(), false, Set.of(), false, false);

    public CheckDirective {
        skip = Set.copyOf(skip);
        experimental = Set.copyOf(experimental);
    }

    /** Empty when the text is none. */
    public static Optional<CheckDirective> parse(String text) {
        Set<String> skip = new HashSet<>();
        Set<String> experimental = new HashSet<>();
        boolean error = false;
        for (String part : text.isBlank() ? new String[0] : text.split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                return Optional.empty();
            }
            String value = part.substring(equals + 1).strip();
            switch (part.substring(0, equals).strip()) {
                case "skip" -> skip.addAll(names(value));
                case "experimental" -> experimental.addAll(names(value));
                case "error" -> {
                    if (!List.of("true", "1", "t", "True", "TRUE", "false", "0", "f", "False", "FALSE")
                            .contains(value)) {
                        return Optional.empty();
                    }
                    error = List.of("true", "1", "t", "True", "TRUE").contains(value);
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(
                new CheckDirective(skip, skip.contains("all"), experimental, experimental.contains("all"), error));
    }

    private static List<String> names(String value) {
        return List.of(value.split(",", -1)).stream().map(String::strip).toList();
    }
}
