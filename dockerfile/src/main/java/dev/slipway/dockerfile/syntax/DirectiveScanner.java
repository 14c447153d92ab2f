package dev.slipway.dockerfile.syntax;

import dev.slipway.dockerfile.Blanks;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Recognises parser directives. They stand at the head of the file; the first line that is not one, an unknown name
 * included, ends them, and what looks like one further down is a comment (Dockerfile reference, Parser directives).
 */
final class DirectiveScanner {
    private static final Set<String> NAMES = Set.of("syntax", "escape", "check");

    private final Set<String> seen = new HashSet<>();
    private boolean open = true;

    record Found(String name, String value, boolean duplicate) {}

    /** Looks at {@code [start, end)}: a line without its indentation and line end. */
    Optional<Found> scan(String text, int start, int end) {
        Optional<Found> found = open ? read(text, start, end) : Optional.empty();
        open = found.isPresent();
        return found;
    }

    private Optional<Found> read(String text, int start, int end) {
        if (start == end || text.charAt(start) != '#') {
            return Optional.empty();
        }
        int nameStart = Blanks.skipSpace(text, start + 1, end);
        int nameEnd = nameStart;
        while (nameEnd < end && isNameCharacter(text.charAt(nameEnd), nameEnd == nameStart)) {
            nameEnd++;
        }
        int equals = Blanks.skipSpace(text, nameEnd, end);
        if (nameEnd == nameStart || equals == end || text.charAt(equals) != '=') {
            return Optional.empty();
        }
        int valueStart = Blanks.skipSpace(text, equals + 1, end);
        int valueEnd = Blanks.trimSpaceEnd(text, valueStart, end);
        String name = text.substring(nameStart, nameEnd).toLowerCase(Locale.ROOT);
        if (valueStart == valueEnd || !NAMES.contains(name)) {
            return Optional.empty();
        }
        return Optional.of(new Found(name, text.substring(valueStart, valueEnd), !seen.add(name)));
    }

    private static boolean isNameCharacter(char c, boolean first) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (!first && c >= '0' && c <= '9');
    }
}
