package dev.slipway.serve.engine;

/** Numbers that callers send: NaN and infinities are within no bounds. */
final class Bounds {
    private Bounds() {}

    static void within(String name, double value, double least, double most, String expected) {
        if (!(value >= least && value <= most)) {
            throw ServeException.invalid(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
