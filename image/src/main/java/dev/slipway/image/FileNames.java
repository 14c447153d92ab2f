package dev.slipway.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Linux file names as strings without loss: UTF-8, and each undecodable byte {@code 0xNN} (0x80 to 0xFF) as the lone
 * surrogate {@code U+DCNN}.
 */
public final class FileNames {
    private static final char ESCAPE = '\uDC00';

    private FileNames() {}

    /** Bytes to text; never fails. */
    public static String decode(byte[] bytes) {
        boolean ascii = true;
        for (byte b : bytes) {
            ascii &= b >= 0;
        }
        return ascii ? new String(bytes, StandardCharsets.US_ASCII) : decodeAny(bytes);
    }

    /** Text to bytes: the exact inverse of {@link #decode}. */
    public static byte[] encode(String text) {
        boolean escaped = false;
        for (int i = 0; i < text.length() && !escaped; i++) {
            escaped = isEscape(text, i);
        }
        return escaped ? encodeEscaped(text) : text.getBytes(StandardCharsets.UTF_8);
    }

    private static String decodeAny(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isError()) {
                return out.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPE + (in.get() & 0xFF)));
            }
            decoder.reset();
        }
    }

    private static byte[] encodeEscaped(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 16);
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text, i)) {
                out.writeBytes(text.substring(start, i).getBytes(StandardCharsets.UTF_8));
                out.write(text.charAt(i) - ESCAPE);
                start = i + 1;
            }
        }
        out.writeBytes(text.substring(start).getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private static boolean isEscape(String text, int index) {
        char c = text.charAt(index);
        return c >= ESCAPE + 0x80
                && c <= ESCAPE + 0xFF
                && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }
}
