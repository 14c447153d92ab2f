package dev.slipway.dockerfile;

/**
 * A parser directive, {@code # name=value} at the head of the file (Dockerfile reference, Parser directives).
 *
 * @param name in lower case: {@code syntax}, {@code escape} or {@code check}
 */
public record Directive(String name, String value, Span span) {}
