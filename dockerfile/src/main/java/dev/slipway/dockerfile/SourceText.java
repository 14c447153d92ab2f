package dev.slipway.dockerfile;

/**
 * A source file as messages quote it.
 *
 * @param name as the user named it, {@code docker/Dockerfile}
 * @param text the whole text
 */
public record SourceText(String name, String text) {}
