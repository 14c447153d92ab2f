package dev.slipway.serve.openai;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/** Strings as JSON in UTF-8, quick for what answers are made of: short texts in which nothing must be escaped. */
final class JsonText {
    private JsonText() {}

    static byte[] ascii(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** The text as a JSON string, quotes included, for what is built once. */
    static String quoted(String text) {
        return new String(between(new byte[0], text, new byte[0]), StandardCharsets.UTF_8);
    }

    /** {@code before}, the text as a JSON string with its quotes, {@code after}. */
    static byte[] between(byte[] before, String text, byte[] after) {
        int length = text.length();
        byte[] all = new byte[before.length + length + 2 + after.length];
        int at = before.length;
        all[at++] = '"';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
                return escaped(before, text, after);
            }
            all[at++] = (byte) c;
        }
        all[at++] = '"';
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(after, 0, all, at, after.length);
        return all;
    }

    private static byte[] escaped(byte[] before, String text, byte[] after) {
        byte[] inner;
        try {
            inner = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        } catch (IllegalArgumentException e) {
            // Half of a surrogate pair: Java writes it as a question mark, JSON has no form for it.
            String whole = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            inner = JsonStringEncoder.getInstance().quoteAsUTF8(whole);
        }
        byte[] all = new byte[before.length + inner.length + 2 + after.length];
        System.arraycopy(before, 0, all, 0, before.length);
        all[before.length] = '"';
        System.arraycopy(inner, 0, all, before.length + 1, inner.length);
        all[before.length + 1 + inner.length] = '"';
        System.arraycopy(after, 0, all, before.length + inner.length + 2, after.length);
        return all;
    }
}
