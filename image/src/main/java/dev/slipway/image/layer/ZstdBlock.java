package dev.slipway.image.layer;

import com.github.luben.zstd.Zstd;

/**
 * A block as one zstd frame (RFC 8878) with its content's size and no checksum; a layer is a series of frames.
 *
 * <p>Each frame is made by a context of its own: zstd's own threads gave different bytes for equal input (1.5.7, level 3,
 * two threads, every other run).
 */
final class ZstdBlock extends LayerBlock {
    /** Twice level 3's window: frames of this size cost binaries 0.2 %, small texts 0.8 %. */
    static final int SIZE = 4 * 1024 * 1024;

    private final int level;
    private byte[] output = {};
    private int outputLength;

    ZstdBlock(int level) {
        super(0, SIZE);
        this.level = level;
    }

    @Override
    void compress() {
        if (output.length == 0) {
            output = new byte[(int) Zstd.compressBound(SIZE)];
        }
        outputLength = (int) Zstd.compressByteArray(output, 0, output.length, input(), 0, length(), level, false);
    }

    @Override
    byte[] output() {
        return output;
    }

    @Override
    int outputLength() {
        return outputLength;
    }
}
