package dev.slipway.advise.explain;

/** Shown names of steps, {@code [stage 2/5] RUN make}. */
final class StepNames {
    private StepNames() {}

    /** Without what stands in brackets, which counts the stage's steps and so changes with every edit. */
    static String text(String name) {
        int bracket = name.startsWith("[") ? name.indexOf("] ") : -1;
        return bracket < 0 ? name : name.substring(bracket + 2);
    }

    /** The stage of a place such as {@code build#3}; the place itself where it has no number. */
    static String stage(String place) {
        int hash = place.lastIndexOf('#');
        return hash < 0 ? place : place.substring(0, hash);
    }
}
