package dev.slipway.dockerfile.parse;

/** Keeps quoted values in messages short. */
final class Quote {
    private static final int LIMIT = 80;

    private Quote() {}

    static String shorten(String text) {
        return text.length() <= LIMIT ? text : text.substring(0, LIMIT) + "…";
    }
}
