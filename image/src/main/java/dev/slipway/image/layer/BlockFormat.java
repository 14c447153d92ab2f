package dev.slipway.image.layer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How the blocks of a layer become a blob: header, each block's output, trailer. */
sealed interface BlockFormat {
    LayerBlock newBlock();

    /** Memory of a block, input and output. */
    int blockBytes();

    /** Whether blocks need work before they are written. */
    default boolean compresses() {
        return true;
    }

    default byte[] header() {
        return new byte[0];
    }

    default byte[] trailer(InputHash hash, long uncompressedBytes) {
        return new byte[0];
    }

    static BlockFormat of(LayerCompression compression) {
        return switch (compression.kind()) {
            case UNCOMPRESSED -> new Plain();
            case GZIP -> new Gzip(compression.level());
            case ZSTD -> new Zstd(compression.level());
        };
    }

    /** The tar itself. */
    record Plain() implements BlockFormat {
        @Override
        public LayerBlock newBlock() {
            return new PlainBlock();
        }

        @Override
        public int blockBytes() {
            return PlainBlock.SIZE;
        }

        @Override
        public boolean compresses() {
            return false;
        }
    }

    /** One gzip member (RFC 1952), no name, no time, unknown system. */
    record Gzip(int level) implements BlockFormat {
        @Override
        public LayerBlock newBlock() {
            return new GzipBlock(level);
        }

        @Override
        public int blockBytes() {
            return 2 * GzipBlock.SIZE;
        }

        @Override
        public byte[] header() {
            return new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
        }

        @Override
        public byte[] trailer(InputHash hash, long uncompressedBytes) {
            return ByteBuffer.allocate(GzipBlock.END.length + 8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(GzipBlock.END)
                    .putInt((int) hash.crc())
                    .putInt((int) uncompressedBytes)
                    .array();
        }
    }

    /** Zstd frames. */
    record Zstd(int level) implements BlockFormat {
        @Override
        public LayerBlock newBlock() {
            return new ZstdBlock(level);
        }

        @Override
        public int blockBytes() {
            return 2 * ZstdBlock.SIZE;
        }
    }
}
