package dev.slipway.dockerfile.syntax;

import java.util.ArrayList;
import java.util.List;

/**
 * The exec form's JSON array (RFC 8259). A text that is not valid JSON is no array at all, which makes the
 * instruction shell form; a valid array that holds anything but strings is a mistake.
 */
public final class JsonArray {
    private static final int MAX_DEPTH = 500;

    private final Slice source;
    private final String text;
    private final List<Element> elements = new ArrayList<>();
    private boolean onlyStrings = true;
    private int at;

    /** What the text is. */
    public enum Form {
        NOT_JSON,
        NOT_STRINGS,
        STRINGS
    }

    /** A string of the array, decoded, and where it stands with its quotes. */
    public record Element(String value, Slice slice) {}

    /** The outcome; {@code elements} is empty unless the form is {@link Form#STRINGS}. */
    public record Result(Form form, List<Element> elements) {}

    private JsonArray(Slice source) {
        this.source = source;
        this.text = source.line().text();
        this.at = source.start();
    }

    public static Result parse(Slice source) {
        Slice trimmed = source.trim();
        if (trimmed.isEmpty() || trimmed.line().text().charAt(trimmed.start()) != '[') {
            return new Result(Form.NOT_JSON, List.of());
        }
        JsonArray reader = new JsonArray(trimmed);
        if (!reader.array(0) || reader.peek() != 0) {
            return new Result(Form.NOT_JSON, List.of());
        }
        return reader.onlyStrings
                ? new Result(Form.STRINGS, List.copyOf(reader.elements))
                : new Result(Form.NOT_STRINGS, List.of());
    }

    /** The next character after white space, 0 at the end. */
    private char peek() {
        while (at < source.end() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < source.end() ? text.charAt(at) : 0;
    }

    private boolean take(char expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }

    private boolean array(int depth) {
        at++;
        if (take(']')) {
            return true;
        }
        do {
            if (depth == 0 ? !element() : !value(depth)) {
                return false;
            }
        } while (take(','));
        return take(']');
    }

    private boolean element() {
        if (peek() != '"') {
            onlyStrings = false;
            return value(1);
        }
        int start = at;
        String decoded = string();
        if (decoded == null) {
            return false;
        }
        elements.add(new Element(decoded, source.part(start, at)));
        return true;
    }

    private boolean value(int depth) {
        if (depth > MAX_DEPTH) {
            return false;
        }
        return switch (peek()) {
            case '[' -> array(depth + 1);
            case '{' -> object(depth + 1);
            case '"' -> string() != null;
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        };
    }

    private boolean object(int depth) {
        at++;
        if (take('}')) {
            return true;
        }
        do {
            if (peek() != '"' || string() == null || !take(':') || !value(depth)) {
                return false;
            }
        } while (take(','));
        return take('}');
    }

    private boolean literal(String word) {
        if (!text.startsWith(word, at) || at + word.length() > source.end()) {
            return false;
        }
        at += word.length();
        return true;
    }

    private boolean number() {
        if (at < source.end() && text.charAt(at) == '-') {
            at++;
        }
        int start = at;
        if (!digits() || (text.charAt(start) == '0' && at > start + 1)) {
            return false;
        }
        if (at < source.end() && text.charAt(at) == '.') {
            at++;
            if (!digits()) {
                return false;
            }
        }
        if (at < source.end() && (text.charAt(at) | 0x20) == 'e') {
            at++;
            if (at < source.end() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            return digits();
        }
        return true;
    }

    private boolean digits() {
        int start = at;
        while (at < source.end() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at > start;
    }

    private @org.jspecify.annotations.Nullable String string() {
        StringBuilder decoded = new StringBuilder();
        for (at++; at < source.end(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return replaceLoneSurrogates(decoded);
            }
            if (c < 0x20 || (c == '\\' && !escapeInto(decoded))) {
                return null;
            }
            if (c != '\\') {
                decoded.append(c);
            }
        }
        return null;
    }

    /** Stands on the backslash; leaves {@link #at} on the last character of the escape. */
    private boolean escapeInto(StringBuilder decoded) {
        at++;
        if (at >= source.end()) {
            return false;
        }
        char c = text.charAt(at);
        int simple = "\"\\/bfnrt".indexOf(c);
        if (simple >= 0) {
            decoded.append("\"\\/\b\f\n\r\t".charAt(simple));
            return true;
        }
        if (c != 'u' || at + 4 >= source.end()) {
            return false;
        }
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(text.charAt(++at), 16);
            if (digit < 0 || text.charAt(at) > 'f') {
                return false;
            }
            code = code * 16 + digit;
        }
        decoded.append((char) code);
        return true;
    }

    private static String replaceLoneSurrogates(StringBuilder text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                text.setCharAt(i, '\ufffd');
            }
        }
        return text.toString();
    }
}
