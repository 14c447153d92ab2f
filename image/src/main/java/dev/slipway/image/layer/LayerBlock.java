package dev.slipway.image.layer;

/**
 * A piece of a layer's tar and what is written for it. Blocks are compressed at the same time; what is written depends only
 * on the block's own bytes and the {@code window} bytes before it, never on threads.
 */
abstract sealed class LayerBlock permits GzipBlock, ZstdBlock, PlainBlock {
    private final byte[] input;
    private final int window;
    private int windowBytes;
    private int length;

    /**
     * @param window how many bytes before the block its compression may refer to
     * @param size how many bytes it takes
     */
    LayerBlock(int window, int size) {
        this.window = window;
        this.input = new byte[window + size];
    }

    /** Makes {@link #output} from the input. */
    abstract void compress();

    abstract byte[] output();

    abstract int outputLength();

    /** Frees native memory; the block is useless afterwards. */
    void end() {}

    final byte[] input() {
        return input;
    }

    /** Where the block's own bytes start in {@link #input}. */
    final int inputOffset() {
        return window;
    }

    final int length() {
        return length;
    }

    /** How many bytes right before {@link #inputOffset} are the end of the block before. */
    final int windowBytes() {
        return windowBytes;
    }

    /** Empties the block and takes the end of the block before it. */
    final void follow(LayerBlock previous) {
        windowBytes = Math.min(window, previous.windowBytes + previous.length);
        System.arraycopy(
                previous.input, window + previous.length - windowBytes, input, window - windowBytes, windowBytes);
        length = 0;
    }

    /** Takes as much as fits; returns how much. */
    final int fill(byte[] bytes, int offset, int count) {
        int taken = Math.min(count, input.length - window - length);
        System.arraycopy(bytes, offset, input, window + length, taken);
        length += taken;
        return taken;
    }

    final boolean isFull() {
        return length == input.length - window;
    }
}
