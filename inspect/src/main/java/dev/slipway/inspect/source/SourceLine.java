package dev.slipway.inspect.source;

/**
 * Where an instruction stands.
 *
 * @param file the Dockerfile, as it was named to the build
 * @param line 1-based
 */
public record SourceLine(String file, int line) {
    public SourceLine {
        if (line < 1) {
            throw new IllegalArgumentException("line: " + line + " (expected: >= 1)");
        }
    }

    /** {@code docker/Dockerfile:12}. */
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
