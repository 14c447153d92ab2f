package dev.slipway.plan.request;

import dev.slipway.plan.PlanException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One line of comma-separated fields as Docker's tools read option values (RFC 4180): a field that begins with a quote
 * ends at the next single one, and {@code ""} inside is a quote.
 */
final class CsvFields {
    private CsvFields() {}

    static List<String> split(String text) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        int i = 0;
        while (i <= text.length()) {
            if (i < text.length() && text.charAt(i) == '"' && field.isEmpty()) {
                i = quoted(text, i + 1, field);
            }
            int comma = text.indexOf(',', i);
            int end = comma < 0 ? text.length() : comma;
            field.append(text, i, end);
            fields.add(field.toString());
            field.setLength(0);
            i = end + 1;
        }
        return fields;
    }

    private static int quoted(String text, int start, StringBuilder field) {
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) != '"') {
                field.append(text.charAt(i));
            } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else {
                return i + 1;
            }
        }
        throw PlanException.badValue("option \"" + text + "\": a quote is open at its end", "\"field,with,commas\"");
    }

    /** {@code key=value} fields with keys in lower case; a field without {@code =} has an empty value. */
    static Map<String, String> pairs(String option, String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String field : split(text)) {
            int equals = field.indexOf('=');
            String key =
                    (equals < 0 ? field : field.substring(0, equals)).trim().toLowerCase(Locale.ROOT);
            if (key.isEmpty()) {
                throw PlanException.badValue(option + " \"" + text + "\": empty field", "key=value[,key=value…]");
            }
            if (pairs.put(key, equals < 0 ? "" : field.substring(equals + 1)) != null) {
                throw PlanException.badValue(option + " \"" + text + "\": \"" + key + "\" is given twice", "each once");
            }
        }
        return pairs;
    }
}
