package dev.slipway.jinja;

/**
 * A piece of a template.
 *
 * @param text what is written; of a string, its value
 * @param line where it ends, from 1 on
 */
record Token(Kind kind, String text, int line) {
    enum Kind {
        /** Text outside of marks. */
        DATA,
        /** The marks around an expression and a statement. */
        PRINT_BEGIN,
        PRINT_END,
        BLOCK_BEGIN,
        BLOCK_END,
        NAME,
        STRING,
        NUMBER,
        OPERATOR,
        END
    }

    boolean is(Kind kind, String text) {
        return this.kind == kind && this.text.equals(text);
    }
}
