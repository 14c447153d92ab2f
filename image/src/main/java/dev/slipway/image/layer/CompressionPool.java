package dev.slipway.image.layer;

/** Threads that compress blocks, shared by all layers that are written at one time. */
public final class CompressionPool implements AutoCloseable {
    private CompressionPool() {}

    public static CompressionPool of(int threads) {
        return new CompressionPool();
    }

    @Override
    public void close() {}
}
