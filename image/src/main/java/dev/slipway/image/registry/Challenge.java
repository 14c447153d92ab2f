package dev.slipway.image.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One challenge of a {@code WWW-Authenticate} header (RFC 9110, 11.6.1): {@code Bearer realm="…",service="…"}.
 *
 * @param scheme in lower case
 * @param parameters names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> all = new ArrayList<>();
        for (String header : headers) {
            new Parser(header, all).run();
        }
        return all;
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** Reads words, {@code =} and quoted texts; a word without {@code =} starts a challenge. */
    private static final class Parser {
        private final String text;
        private final List<Challenge> into;
        private int at;

        Parser(String text, List<Challenge> into) {
            this.text = text;
            this.into = into;
        }

        void run() {
            while (skipSeparators()) {
                String word = word();
                if (word.isEmpty()) {
                    at++;
                } else if (at < text.length() && text.charAt(at) == '=' && !into.isEmpty()) {
                    at++;
                    into.getLast().parameters().put(word.toLowerCase(Locale.ROOT), value());
                } else {
                    into.add(new Challenge(word.toLowerCase(Locale.ROOT), new LinkedHashMap<>()));
                }
            }
        }

        private boolean skipSeparators() {
            while (at < text.length()
                    && (text.charAt(at) == ' ' || text.charAt(at) == ',' || text.charAt(at) == '\t')) {
                at++;
            }
            return at < text.length();
        }

        private String word() {
            int start = at;
            while (at < text.length() && " ,=\"\t".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private String value() {
            if (at >= text.length() || text.charAt(at) != '"') {
                return word();
            }
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            at++;
            return value.toString();
        }
    }
}
