package dev.slipway.advise.check.shellcheck;

import dev.slipway.image.JsonReading;
import java.util.Optional;

/**
 * What ShellCheck says of one place in a script, as {@code --format=json1} has it.
 *
 * @param line from 1, as are columns; the end is that of the character behind
 * @param level {@code error}, {@code warning}, {@code info} or {@code style}
 */
record Comment(int line, int endLine, int column, int endColumn, String level, int code, String message) {
    private static final int FIELDS = 7;

    static Comment of(JsonReading json) {
        return new Comment(
                (int) json.number("line"),
                (int) json.number("endLine"),
                (int) json.number("column"),
                (int) json.number("endColumn"),
                json.text("level"),
                (int) json.number("code"),
                json.text("message"));
    }

    /** One line of text, without its end. */
    String encoded() {
        return line + "\t" + endLine + "\t" + column + "\t" + endColumn + "\t" + level + "\t" + code + "\t"
                + message.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    /** Empty for a line that {@link #encoded} did not write. */
    static Optional<Comment> decoded(String text) {
        String[] fields = text.split("\t", FIELDS);
        if (fields.length != FIELDS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Comment(
                    Integer.parseInt(fields[0]),
                    Integer.parseInt(fields[1]),
                    Integer.parseInt(fields[2]),
                    Integer.parseInt(fields[3]),
                    fields[4],
                    Integer.parseInt(fields[5]),
                    plain(fields[6])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String plain(String escaped) {
        if (escaped.indexOf('\\') < 0) {
            return escaped;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '\\' && i + 1 < escaped.length()) {
                i++;
                text.append(
                        switch (escaped.charAt(i)) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            default -> escaped.charAt(i);
                        });
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
