package dev.slipway.engine.store.disk;

import java.util.zip.CRC32C;

/** CRC-32C as text and bytes: finds torn files, and is no defence against intent. */
final class Checksums {
    static final int BYTES = 4;

    private Checksums() {}

    static String hex(CRC32C crc) {
        String digits = Long.toHexString(crc.getValue());
        return "0".repeat(8 - digits.length()) + digits;
    }

    /** @param length how many bytes from the start count */
    static int of(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
