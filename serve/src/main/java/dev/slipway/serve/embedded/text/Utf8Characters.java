package dev.slipway.serve.embedded.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Turns bytes that come in pieces into text, a whole character at a time; what can be no character becomes U+FFFD. */
final class Utf8Characters {
    private byte[] rest = {};

    /** The characters that are whole now. */
    String add(byte[] piece) {
        byte[] all = Arrays.copyOf(rest, rest.length + piece.length);
        System.arraycopy(piece, 0, all, rest.length, piece.length);
        int whole = all.length - unfinished(all);
        rest = Arrays.copyOfRange(all, whole, all.length);
        return new String(all, 0, whole, StandardCharsets.UTF_8);
    }

    /** What is left of an unfinished character. */
    String end() {
        String text = new String(rest, StandardCharsets.UTF_8);
        rest = new byte[0];
        return text;
    }

    /** How many bytes at the end begin a character that more bytes could finish. */
    private static int unfinished(byte[] bytes) {
        for (int back = 1; back <= Math.min(3, bytes.length); back++) {
            int b = bytes[bytes.length - back] & 0xff;
            if (b >= 0xc2 && b <= 0xf4) {
                int length = b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
                return length > back && canContinue(b, bytes, bytes.length - back + 1) ? back : 0;
            }
            if (b < 0x80 || b > 0xbf) {
                return 0;
            }
        }
        return 0;
    }

    /** The second byte's range depends on the first: no surrogates, no overlong forms, nothing above U+10FFFF. */
    private static boolean canContinue(int first, byte[] bytes, int second) {
        if (second >= bytes.length) {
            return true;
        }
        int b = bytes[second] & 0xff;
        return switch (first) {
            case 0xe0 -> b >= 0xa0;
            case 0xed -> b <= 0x9f;
            case 0xf0 -> b >= 0x90;
            case 0xf4 -> b <= 0x8f;
            default -> true;
        };
    }
}
