package dev.slipway.image;

/**
 * Bounds for what comes from outside: every reader meets one of these before it meets the end of the heap.
 *
 * @param manifestBytes of a manifest or an index; registries refuse more than 4 MiB
 * @param configBytes of an image config
 * @param paxBytes of one extended tar header with all its records, or of one GNU long name
 * @param nameBytes of one path or link target in a tar; Linux has no longer ones
 * @param sparseSegments data segments of one sparse file in a tar
 * @param archiveEntries entries of an archive whose list is kept in memory (not of a layer, which is streamed)
 */
public record Limits(
        int manifestBytes, int configBytes, int paxBytes, int nameBytes, int sparseSegments, int archiveEntries) {
    public static final Limits DEFAULT = new Limits(4 << 20, 16 << 20, 4 << 20, 4096, 1 << 20, 1 << 20);

    public Limits {
        if (Math.min(Math.min(manifestBytes, configBytes), Math.min(paxBytes, nameBytes)) < 1
                || Math.min(sparseSegments, archiveEntries) < 1) {
            throw new IllegalArgumentException("limits: a bound below 1 (expected: >= 1)");
        }
    }
}
