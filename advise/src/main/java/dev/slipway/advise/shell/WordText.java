package dev.slipway.advise.shell;

/** A word's text while it is read, and how much of it came before the first quote. */
final class WordText {
    private final StringBuilder text = new StringBuilder();
    private int plain = -1;

    void quote() {
        if (plain < 0) {
            plain = text.length();
        }
    }

    void append(String from, int start, int end) {
        text.append(from, start, end);
    }

    /** {@code name=(}: bash's array. */
    boolean opensArray() {
        return plain < 0 && text.length() > 1 && text.charAt(text.length() - 1) == '=';
    }

    /** Equal to the length of the text when nothing was quoted. */
    int plainLength() {
        // An empty quoted word is not plain either.
        return plain < 0 ? text.length() : text.isEmpty() ? -1 : Math.min(plain, text.length() - 1);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
