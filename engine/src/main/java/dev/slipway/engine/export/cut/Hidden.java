package dev.slipway.engine.export.cut;

/**
 * How much of a layer one layer above it hides.
 *
 * @param by the hiding layer's place among those above, 0 for the lowest
 * @param overwrittenBytes contents of files that it has anew
 * @param removedBytes contents of files that it deletes
 */
public record Hidden(int by, long overwrittenBytes, long removedBytes) {
    public long bytes() {
        return overwrittenBytes + removedBytes;
    }
}
