package dev.slipway.inspect.report;

/**
 * What an installed package takes.
 *
 * @param manager {@code dpkg} or {@code python}
 * @param version empty where its name does not tell
 * @param bytes of its files that are still seen
 */
public record PackageSize(String manager, String name, String version, long bytes, long files) {}
