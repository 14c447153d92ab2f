package dev.slipway.image.layer;

import java.util.Arrays;

/**
 * One 512-byte header as it stands (POSIX.1-2001, pax, ustar Interchange Format; GNU tar manual, Basic Tar Format).
 *
 * @param name with the ustar prefix; bytes as stored
 * @param type the type flag; NUL of old archives is {@code 0}
 * @param gnu whether the header is of the old GNU format, whose tail holds sparse data and not a name prefix
 */
record TarHeader(byte[] name, byte[] link, char type, Numbers numbers, boolean gnu) {
    private static final int SIZE = 124;
    private static final int CHECKSUM = 148;
    private static final int MAGIC = 257;

    /** @param sizeBytes of the content that follows, by this header alone */
    record Numbers(int mode, long uid, long gid, long sizeBytes, long modifiedSeconds, int major, int minor) {}

    static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    static TarHeader parse(byte[] block, TarInput at) {
        try {
            checkSum(block, at);
            return fields(block);
        } catch (NumberFormatException e) {
            throw at.wrong("a header field holds " + e.getMessage() + " (expected: a tar number)");
        }
    }

    private static void checkSum(byte[] block, TarInput at) {
        long stored = TarNumbers.field(block, CHECKSUM, 8);
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < block.length; i++) {
            byte b = i >= CHECKSUM && i < CHECKSUM + 8 ? (byte) ' ' : block[i];
            unsigned += b & 0xFF;
            signed += b;
        }
        // Some old tars summed signed chars.
        if (stored != unsigned && stored != signed) {
            throw at.wrong("the header at offset " + (at.position() - TarInput.BLOCK) + " has checksum " + stored
                    + " (expected: " + unsigned + ")");
        }
    }

    private static TarHeader fields(byte[] block) {
        boolean ustar = matches(block, MAGIC, "ustar\0");
        boolean gnu = matches(block, MAGIC, "ustar  \0");
        byte[] name = text(block, 0, 100);
        if (ustar) {
            // The star dialect keeps times at the end of the prefix field.
            byte[] prefix = text(block, 345, matches(block, 508, "tar\0") ? 131 : 155);
            name = prefix.length == 0 ? name : join(prefix, name);
        }
        boolean devices = ustar || gnu;
        Numbers numbers = new Numbers(
                (int) (TarNumbers.field(block, 100, 8) & 07777),
                TarNumbers.field(block, 108, 8),
                TarNumbers.field(block, 116, 8),
                TarNumbers.field(block, SIZE, 12),
                TarNumbers.field(block, 136, 12),
                devices ? (int) TarNumbers.field(block, 329, 8) : 0,
                devices ? (int) TarNumbers.field(block, 337, 8) : 0);
        char type = block[156] == 0 ? '0' : (char) (block[156] & 0xFF);
        return new TarHeader(name, text(block, 157, 100), type, numbers, gnu);
    }

    private static boolean matches(byte[] block, int offset, String magic) {
        for (int i = 0; i < magic.length(); i++) {
            if (block[offset + i] != magic.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] text(byte[] block, int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(block, offset, end);
    }

    private static byte[] join(byte[] prefix, byte[] name) {
        byte[] joined = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        joined[prefix.length] = '/';
        System.arraycopy(name, 0, joined, prefix.length + 1, name.length);
        return joined;
    }
}
