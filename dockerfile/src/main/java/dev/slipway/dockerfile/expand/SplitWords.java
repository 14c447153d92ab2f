package dev.slipway.dockerfile.expand;

import dev.slipway.dockerfile.Blanks;
import java.util.ArrayList;
import java.util.List;

/** Collects the words of a text while it is expanded: split at white space that was neither quoted nor escaped. */
final class SplitWords {
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder current = new StringBuilder();
    private int start;

    /** A finished word and the source range {@code [start, end)} that made it. */
    record Part(String text, int start, int end) {}

    /** Characters that may separate words; {@code from} and {@code to} bound what they come from. */
    void add(CharSequence text, int from, int to) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Blanks.isSpace(c)) {
                append(c, from);
            } else if (!current.isEmpty()) {
                end(i == 0 ? from : to);
            }
        }
    }

    /** Characters that belong to the word whatever they are. */
    void addQuoted(CharSequence text, int from) {
        for (int i = 0; i < text.length(); i++) {
            append(text.charAt(i), from);
        }
    }

    private void append(char c, int from) {
        if (current.isEmpty()) {
            start = from;
        }
        current.append(c);
    }

    private void end(int at) {
        parts.add(new Part(current.toString(), start, at));
        current.setLength(0);
    }

    List<Part> finish(int at) {
        if (!current.isEmpty()) {
            end(at);
        }
        return parts;
    }
}
