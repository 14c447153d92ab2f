package dev.slipway.plan.graph;

/**
 * A wildcard pattern of COPY or {@code --exclude} as a predicate over relative paths ({@code a/b}); Go's
 * {@code filepath.Match} with {@code **}.
 */
public interface PathMatcher {
    boolean matches(String path);

    /** The pattern as written. */
    String pattern();
}
