package dev.slipway.dockerfile.ignore;

/**
 * {@code [a-z]} or {@code [^a-z]}. A class may match {@code /}.
 *
 * @param ranges pairs of first and last code point
 */
record CharacterClass(boolean negated, int[] ranges) {
    boolean matches(int point) {
        for (int i = 0; i < ranges.length; i += 2) {
            if (ranges[i] <= point && point <= ranges[i + 1]) {
                return !negated;
            }
        }
        return negated;
    }
}
