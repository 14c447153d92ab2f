package dev.slipway.dockerfile.expand;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code <<EOF}, {@code 3<<-"EOF"} and their like in an instruction's line (Dockerfile reference, Here-Documents).
 *
 * <p>An operator is a whole word of the line: {@code cat<<EOF} holds none, {@code cat <<EOF} does. White space may
 * stand between {@code <<} and the name.
 *
 * @param name the delimiter, quotes removed
 * @param fileDescriptor the number before {@code <<}, 0 when there is none
 * @param expand false when any part of the delimiter is quoted
 * @param chomp {@code <<-}
 * @param start where the word starts in the line
 * @param end after its last character
 */
public record HeredocOperator(String name, int fileDescriptor, boolean expand, boolean chomp, int start, int end) {
    private static final Variables NOTHING = new Variables() {
        @Override
        public Optional<String> get(String name) {
            return Optional.empty();
        }

        @Override
        public Set<String> names() {
            return Set.of();
        }
    };

    /**
     * The operators of a line in order. A line that is no sequence of shell words (an unclosed quote, a {@code ${}}
     * with a modifier that the builder does not know) has none, like in the reference builder.
     */
    public static List<HeredocOperator> find(String line) {
        if (!line.contains("<<")) {
            return List.of();
        }
        List<HeredocOperator> operators = new ArrayList<>();
        try {
            for (SplitWords.Part word : lex(line, true, true)) {
                String raw = line.substring(word.start(), word.end());
                parse(raw, word.start()).ifPresent(operators::add);
            }
        } catch (ExpansionFault notShellWords) {
            return List.of();
        }
        return List.copyOf(operators);
    }

    /** The operator that {@code text} as a whole is. */
    public static Optional<HeredocOperator> parseWhole(String text) {
        try {
            return parse(text, 0);
        } catch (ExpansionFault notShellWords) {
            return Optional.empty();
        }
    }

    private static Optional<HeredocOperator> parse(String word, int start) {
        int at = 0;
        while (at < word.length() && word.charAt(at) >= '0' && word.charAt(at) <= '9') {
            at++;
        }
        int mark = at;
        if (!word.startsWith("<<", at)) {
            return Optional.empty();
        }
        at += 2;
        boolean chomp = at < word.length() && word.charAt(at) == '-';
        if (chomp) {
            at++;
        }
        while (at < word.length() && " \t\n\r\f".indexOf(word.charAt(at)) >= 0) {
            at++;
        }
        String delimiter = word.substring(at);
        if (delimiter.indexOf('<') >= 0) {
            return Optional.empty();
        }
        List<SplitWords.Part> plain = lex(delimiter, false, false);
        if (plain.size() != 1) {
            return Optional.empty();
        }
        String name = plain.getFirst().text();
        boolean expand =
                quotes(name) == quotes(lex(delimiter, true, false).getFirst().text());
        return Optional.of(
                new HeredocOperator(name, descriptor(word, mark), expand, chomp, start, start + word.length()));
    }

    private static int descriptor(String word, int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = Math.min(Integer.MAX_VALUE, value * 10 + word.charAt(i) - '0');
        }
        return (int) value;
    }

    private static long quotes(String text) {
        return text.chars().filter(c -> c == '\'' || c == '"').count();
    }

    private static List<SplitWords.Part> lex(String text, boolean keepQuotes, boolean rawEscapes) {
        // The escape directive does not reach heredoc names: they are always escaped with a backslash.
        ShellLexer.Options options = new ShellLexer.Options('\\', keepQuotes, rawEscapes, false, true);
        return new ShellLexer(text, options, new Lookups(NOTHING)).run().words();
    }
}
