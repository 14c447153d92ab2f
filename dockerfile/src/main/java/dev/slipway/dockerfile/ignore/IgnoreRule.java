package dev.slipway.dockerfile.ignore;

import dev.slipway.dockerfile.Blanks;
import java.util.Optional;

/**
 * One pattern of an ignore file.
 *
 * @param reinclude written with {@code !}
 */
record IgnoreRule(PathPattern pattern, boolean reinclude) {
    /** A trimmed line of an ignore file; empty for an empty line. A leading slash is dropped. */
    static Optional<IgnoreRule> ofLine(String line) {
        boolean reinclude = line.startsWith("!");
        String pattern = reinclude ? Blanks.trim(line.substring(1)) : line;
        if (!pattern.isEmpty()) {
            pattern = CleanPath.of(pattern);
            if (pattern.length() > 1 && pattern.charAt(0) == '/') {
                pattern = pattern.substring(1);
            }
        }
        return ofPattern(reinclude ? "!" + pattern : pattern);
    }

    /** A trimmed pattern with its {@code !}; empty for an empty text. */
    static Optional<IgnoreRule> ofPattern(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        boolean reinclude = text.startsWith("!");
        String pattern = reinclude ? text.substring(1) : text;
        if (pattern.isEmpty() || (reinclude && pattern.equals("/"))) {
            throw new InvalidPatternException(text, "a path pattern after the !");
        }
        return Optional.of(new IgnoreRule(PathPattern.recursive(pattern), reinclude));
    }

    @Override
    public String toString() {
        return (reinclude ? "!" : "") + pattern.text();
    }
}
