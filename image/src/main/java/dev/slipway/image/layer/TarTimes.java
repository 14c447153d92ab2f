package dev.slipway.image.layer;

/** How exactly a tar writer keeps modification times. */
public enum TarTimes {
    /** The fraction is dropped, as BuildKit does for layers: no extended header for almost every entry. */
    WHOLE_SECONDS,
    /** Fractions are written as extended headers. */
    NANOSECONDS
}
