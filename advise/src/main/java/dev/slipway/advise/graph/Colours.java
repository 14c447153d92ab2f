package dev.slipway.advise.graph;

/** Fills that tell kinds of boxes apart, also in print. */
final class Colours {
    private Colours() {}

    static String fill(GraphPicture.Look look) {
        return switch (look) {
            case SOURCE -> "#eeeeee";
            case RUN -> "#fde5c8";
            case COPY -> "#d6e6f8";
            case RESULT -> "#cfeccf";
        };
    }
}
