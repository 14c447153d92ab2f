package dev.slipway.dockerfile.syntax;

import dev.slipway.dockerfile.Blanks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the {@code --flags} at the head of an instruction's arguments. They end at the first word that does not start
 * with two dashes, or after a lone {@code --}. Quotes and escapes are removed, as the language's reference builder
 * does before it looks at a flag.
 */
final class FlagScanner {
    private final Slice source;
    private final String text;
    private final char escape;
    private final List<RawFlag> flags = new ArrayList<>();

    private final StringBuilder word = new StringBuilder();
    private int[] positions = new int[32];

    /** The flags found and the arguments after them, trimmed. */
    record Result(List<RawFlag> flags, Slice rest) {}

    private FlagScanner(Slice source, char escape) {
        this.source = source;
        this.text = source.line().text();
        this.escape = escape;
    }

    static Result scan(Slice arguments, char escape) {
        FlagScanner scanner = new FlagScanner(arguments, escape);
        int rest = scanner.run();
        return new Result(
                List.copyOf(scanner.flags),
                arguments.part(rest, arguments.end()).trim());
    }

    private int run() {
        int at = source.start();
        while (true) {
            at = Blanks.skipSpace(text, at, source.end());
            if (!text.startsWith("--", at) || at + 2 > source.end()) {
                return at;
            }
            int end = readWord(at);
            if (word.toString().equals("--")) {
                return end;
            }
            flags.add(new RawFlag(
                    word.toString(),
                    Arrays.copyOf(positions, word.length()),
                    source.part(at, Math.min(end, source.end()))));
            at = end;
        }
    }

    private int readWord(int start) {
        word.setLength(0);
        char quote = 0;
        int at = start;
        for (; at < source.end(); at++) {
            char c = text.charAt(at);
            if (quote == 0 && Blanks.isSpace(c)) {
                return at;
            }
            if (quote == 0 ? c == '\'' || c == '"' : c == quote) {
                quote = quote == 0 ? c : 0;
            } else if (c == escape) {
                at++;
                if (at < source.end()) {
                    append(at);
                }
            } else {
                append(at);
            }
        }
        return source.end();
    }

    private void append(int at) {
        if (word.length() == positions.length) {
            positions = Arrays.copyOf(positions, positions.length * 2);
        }
        positions[word.length()] = at;
        word.append(text.charAt(at));
    }
}
