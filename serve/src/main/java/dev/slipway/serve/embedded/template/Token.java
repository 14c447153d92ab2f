package dev.slipway.serve.embedded.template;

/**
 * A piece of a template.
 *
 * @param text what is written; of a string, its value
 */
record Token(Kind kind, String text) {
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
