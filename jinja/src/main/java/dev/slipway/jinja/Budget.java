package dev.slipway.jinja;

/** What one rendering may use; templates come from files of others. */
final class Budget {
    static final int LONGEST_OUTPUT = 8 << 20;
    private static final int MOST_STEPS = 2_000_000;
    private static final int DEEPEST = 100;

    private int steps;
    private int depth;

    void step() {
        if (++steps > MOST_STEPS) {
            throw new TemplateException("too much work (expected: at most " + MOST_STEPS + " steps)");
        }
    }

    void checkLength(long length) {
        if (length > LONGEST_OUTPUT) {
            throw new TemplateException("too long a text (expected: at most " + LONGEST_OUTPUT + " characters)");
        }
    }

    void enter() {
        if (++depth > DEEPEST) {
            throw new TemplateException(
                    "macros within macros, or templates within templates (expected: at most " + DEEPEST + ")");
        }
    }

    void leave() {
        depth--;
    }
}
