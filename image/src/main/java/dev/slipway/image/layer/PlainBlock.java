package dev.slipway.image.layer;

/** A block that is written as it is. */
final class PlainBlock extends LayerBlock {
    static final int SIZE = 512 * 1024;

    PlainBlock() {
        super(0, SIZE);
    }

    @Override
    void compress() {
        // Nothing to do.
    }

    @Override
    byte[] output() {
        return input();
    }

    @Override
    int outputLength() {
        return length();
    }
}
