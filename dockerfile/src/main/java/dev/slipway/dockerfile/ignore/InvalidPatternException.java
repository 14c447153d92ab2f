package dev.slipway.dockerfile.ignore;

/** A path pattern that cannot be read; callers that know where it stands say so around it. */
public final class InvalidPatternException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidPatternException(String pattern, String expected) {
        super("cannot read the pattern \"" + pattern + "\" (expected: " + expected + ")");
    }
}
