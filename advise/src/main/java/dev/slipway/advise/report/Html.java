package dev.slipway.advise.report;

import java.util.Locale;

/** Builds markup; all that is given as text is escaped. */
final class Html {
    private final StringBuilder out = new StringBuilder();

    /** Markup as it is. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    Html text(String text) {
        out.append(escape(text));
        return this;
    }

    Html element(String tag, String text) {
        return raw("<" + tag + ">").text(text).raw("</" + tag + ">");
    }

    /** A table's beginning; headings that start with {@code #} are of columns of numbers. */
    Html table(String id, String... headings) {
        raw("<table id=\"" + escape(id) + "\"><thead><tr>");
        for (String heading : headings) {
            boolean number = heading.startsWith("#");
            raw(number ? "<th class=\"number\">" : "<th>")
                    .text(number ? heading.substring(1) : heading)
                    .raw("</th>");
        }
        return raw("</tr></thead><tbody>\n");
    }

    Html endTable() {
        return raw("</tbody></table>\n");
    }

    Html cell(String text) {
        return element("td", text);
    }

    Html code(String text) {
        return raw("<td><code>").text(text).raw("</code></td>");
    }

    /** A number as people read it, with the value that it is sorted by. */
    Html number(String shown, double value) {
        return raw("<td class=\"number\" data-value=\"" + String.format(Locale.ROOT, "%.6f", value) + "\">")
                .text(shown)
                .raw("</td>");
    }

    Html line(int line) {
        return number(line == 0 ? "" : Integer.toString(line), line);
    }

    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                // No control characters in HTML; they come from hostile file names.
                default -> escaped.append(c < ' ' && c != '\n' && c != '\t' || c == 0x7f ? '\uFFFD' : c);
            }
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
