package dev.slipway.cli.progress;

/**
 * Recognises terminal escape sequences in a stream of characters, also when they are cut between two reads: colours,
 * cursor movements and titles of a step's output must not act on the display around it.
 */
final class EscapeSequences {
    private static final char ESCAPE = '\u001b';
    private static final char BELL = '\u0007';

    /** Where in a sequence the last character was. */
    private enum Place {
        OUTSIDE,
        BEGUN,
        CONTROL,
        STRING
    }

    private Place place = Place.OUTSIDE;

    /** Whether the next character belongs to a sequence. A line's end ends every sequence and belongs to none. */
    boolean swallows(char c) {
        if (c == '\n') {
            place = Place.OUTSIDE;
            return false;
        }
        if (c == ESCAPE) {
            place = Place.BEGUN;
            return true;
        }
        boolean inside = place != Place.OUTSIDE;
        place = after(c);
        return inside;
    }

    private Place after(char c) {
        return switch (place) {
            case OUTSIDE -> Place.OUTSIDE;
            case BEGUN ->
                switch (c) {
                    case '[' -> Place.CONTROL;
                    case ']', 'P', 'X', '^', '_' -> Place.STRING;
                    default -> c >= ' ' && c <= '/' ? Place.BEGUN : Place.OUTSIDE;
                };
            case CONTROL -> c >= '@' && c <= '~' ? Place.OUTSIDE : Place.CONTROL;
            // Ends with BEL, or with ESC \, whose ESC began a new sequence.
            case STRING -> c == BELL ? Place.OUTSIDE : Place.STRING;
        };
    }
}
