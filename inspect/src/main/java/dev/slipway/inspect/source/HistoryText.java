package dev.slipway.inspect.source;

import java.util.regex.Pattern;

/**
 * Reads {@code created_by} of an image's history, as BuildKit ({@code RUN |1 A=b /bin/sh -c make # buildkit}) and
 * Docker's older builder ({@code /bin/sh -c #(nop)  CMD ["sh"]}, {@code |1 A=b /bin/sh -c make}) write it.
 */
final class HistoryText {
    private static final String NO_LAYER = "#(nop)";
    private static final String SHELL = "/bin/sh -c ";
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private HistoryText() {}

    static String instruction(String createdBy) {
        String text = SPACE.matcher(createdBy).replaceAll(" ").trim();
        if (text.endsWith("# buildkit")) {
            text = text.substring(0, text.length() - "# buildkit".length()).trim();
        }
        int nop = text.indexOf(NO_LAYER);
        if (nop >= 0 && text.startsWith(SHELL)) {
            return text.substring(nop + NO_LAYER.length()).trim();
        }
        boolean run = text.startsWith("RUN ");
        String command = run ? text.substring("RUN ".length()) : text;
        int shell = command.indexOf(SHELL);
        if (command.startsWith(SHELL) || command.startsWith("|") && shell >= 0) {
            return "RUN " + command.substring(shell + SHELL.length());
        }
        return text;
    }

    /** The first word of the instruction, in capitals. */
    static String keyword(String createdBy) {
        String text = instruction(createdBy);
        int space = text.indexOf(' ');
        return (space < 0 ? text : text.substring(0, space)).toUpperCase(java.util.Locale.ROOT);
    }
}
