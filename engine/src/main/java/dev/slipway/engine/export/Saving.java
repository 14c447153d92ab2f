package dev.slipway.engine.export;

/**
 * Bytes that were left out of an image's layers because nobody can see them.
 *
 * @param written the instruction that wrote them
 * @param hidden the instruction that hides them
 * @param overwrittenBytes uncompressed, of files that the hiding one has anew
 * @param removedBytes uncompressed, of files that the hiding one deletes
 */
public record Saving(Instruction written, Instruction hidden, long overwrittenBytes, long removedBytes) {
    /**
     * @param keyword {@code RUN}
     * @param line its first one in the Dockerfile; 0 where it has none
     */
    public record Instruction(String keyword, int line) {}

    public long bytes() {
        return overwrittenBytes + removedBytes;
    }
}
