package dev.slipway.inspect.report;

/** A file, or a directory with all below it. */
public record SizedPath(String path, long bytes) {}
