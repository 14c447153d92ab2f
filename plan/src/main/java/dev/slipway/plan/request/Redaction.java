package dev.slipway.plan.request;

/** Takes credentials out of addresses before they enter a message. */
public final class Redaction {
    private Redaction() {}

    /** {@code https://user:secret@host/x} becomes {@code https://xxxxx@host/x}; other texts stay. */
    public static String address(String text) {
        int scheme = text.indexOf("://");
        if (scheme < 0) {
            return text;
        }
        int start = scheme + 3;
        int slash = text.indexOf('/', start);
        int at = text.lastIndexOf('@', slash < 0 ? text.length() : slash);
        return at < start ? text : text.substring(0, start) + "xxxxx" + text.substring(at);
    }
}
