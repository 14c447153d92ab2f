package dev.slipway.image.layer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds tars byte by byte, also those that no writer of ours would write. */
final class RawTar {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    RawTar file(String name, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return header(name, '0', bytes.length, "").data(bytes);
    }

    RawTar header(String name, char type, long size, String link) {
        byte[] block = block(name, type, link);
        octal(block, 124, 12, size);
        return finish(block);
    }

    RawTar base256File(String name, long size, long uid) {
        byte[] block = block(name, '0', "");
        base256(block, 108, 8, uid);
        base256(block, 124, 12, size);
        return finish(block).data(new byte[(int) size]);
    }

    RawTar pax(String... keysAndValues) {
        return extension('x', records(keysAndValues));
    }

    RawTar extension(char type, byte[] data) {
        return header("ext", type, data.length, "").data(data);
    }

    RawTar data(byte[] bytes) {
        out.writeBytes(bytes);
        out.writeBytes(new byte[(512 - bytes.length % 512) % 512]);
        return this;
    }

    byte[] end() {
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    static byte[] records(String... keysAndValues) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            byte[] body = (" " + keysAndValues[i] + "=" + keysAndValues[i + 1] + "\n").getBytes(StandardCharsets.UTF_8);
            int length = body.length + 1;
            while (body.length + Integer.toString(length).length() != length) {
                length++;
            }
            data.writeBytes(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
            data.writeBytes(body);
        }
        return data.toByteArray();
    }

    private RawTar finish(byte[] block) {
        java.util.Arrays.fill(block, 148, 156, (byte) ' ');
        long sum = 0;
        for (byte b : block) {
            sum += b & 0xFF;
        }
        octal(block, 148, 8, sum);
        out.writeBytes(block);
        return this;
    }

    private static byte[] block(String name, char type, String link) {
        byte[] block = new byte[512];
        text(block, 0, name);
        octal(block, 100, 8, 0644);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 136, 12, 0);
        block[156] = (byte) type;
        text(block, 157, link);
        text(block, 257, "ustar\00000");
        return block;
    }

    private static void text(byte[] block, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, offset, bytes.length);
    }

    private static void octal(byte[] block, int offset, int length, long value) {
        String digits = Long.toOctalString(value);
        text(block, offset, "0".repeat(length - 1 - digits.length()) + digits);
    }

    private static void base256(byte[] block, int offset, int length, long value) {
        for (int i = 0; i < length; i++) {
            int shift = (length - 1 - i) * 8;
            block[offset + i] = shift > 56 ? 0 : (byte) (value >> shift);
        }
        block[offset] |= (byte) 0x80;
    }
}
