package dev.slipway.dockerfile.parse;

import dev.slipway.dockerfile.Blanks;
import dev.slipway.dockerfile.syntax.Slice;
import java.util.ArrayList;
import java.util.List;

/** Splits at white space outside quotes and escapes, which stay in the words: the arguments of ENV, LABEL and ARG. */
final class QuotedWords {
    private QuotedWords() {}

    static List<Slice> split(Slice source, char escape) {
        String text = source.line().text();
        List<Slice> words = new ArrayList<>();
        int at = Blanks.skipSpace(text, source.start(), source.end());
        while (at < source.end()) {
            int end = wordEnd(text, at, source.end(), escape);
            // An escape character at the very end escapes nothing and is no part of the word.
            int kept = isDanglingEscape(text, at, end, escape) && end == source.end() ? end - 1 : end;
            if (kept > at) {
                words.add(source.part(at, kept));
            }
            at = Blanks.skipSpace(text, end, source.end());
        }
        return words;
    }

    private static int wordEnd(String text, int start, int end, char escape) {
        char quote = 0;
        for (int at = start; at < end; at++) {
            char c = text.charAt(at);
            if (quote == 0 && Blanks.isSpace(c)) {
                return at;
            }
            if (c == escape && quote != '\'') {
                at++;
            } else if (quote == 0 ? c == '\'' || c == '"' : c == quote) {
                quote = quote == 0 ? c : 0;
            }
        }
        return end;
    }

    private static boolean isDanglingEscape(String text, int start, int end, char escape) {
        char quote = 0;
        for (int at = start; at < end; at++) {
            char c = text.charAt(at);
            if (c == escape && quote != '\'') {
                if (++at == end) {
                    return true;
                }
            } else if (quote == 0 ? c == '\'' || c == '"' : c == quote) {
                quote = quote == 0 ? c : 0;
            }
        }
        return false;
    }
}
