package dev.slipway.cli.browse;

/**
 * A key that was pressed.
 *
 * @param letter of {@link Name#LETTER} the character, of {@link Name#CONTROL} the lower-case letter; else 0
 */
record Key(Name name, int letter) {
    /** What kind of key. */
    enum Name {
        UP,
        DOWN,
        LEFT,
        RIGHT,
        PAGE_UP,
        PAGE_DOWN,
        HOME,
        END,
        TAB,
        ENTER,
        ESCAPE,
        BACKSPACE,
        CONTROL_SPACE,
        CONTROL,
        LETTER,
        /** A sequence that means nothing here. */
        OTHER,
        /** The terminal is gone. */
        END_OF_INPUT
    }

    static Key of(Name name) {
        return new Key(name, 0);
    }

    boolean isControl(char wanted) {
        return name == Name.CONTROL && letter == wanted;
    }

    boolean isLetter(char wanted) {
        return name == Name.LETTER && letter == wanted;
    }
}
