package dev.slipway.dockerfile.parse;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.MountFlag;
import dev.slipway.dockerfile.MountFlag.Option;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.dockerfile.syntax.RawFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code RUN --mount=…}: one line of CSV (RFC 4180), each field {@code key=value} or a bare key. */
final class MountReader {
    private static final List<String> KEYS = List.of(
            "type",
            "from",
            "source",
            "src",
            "target",
            "dst",
            "destination",
            "id",
            "sharing",
            "mode",
            "uid",
            "gid",
            "readonly",
            "ro",
            "readwrite",
            "rw",
            "size",
            "required",
            "env");
    private static final List<String> BARE_KEYS = List.of("readonly", "ro", "readwrite", "rw", "required");
    private static final List<String> TYPES = List.of("bind", "cache", "tmpfs", "secret", "ssh");
    private static final List<String> SHARING = List.of("shared", "private", "locked");

    private final Statement statement;
    private final RawFlag flag;
    private final String text;
    private int at;

    MountReader(Statement statement, RawFlag flag) {
        this.statement = statement;
        this.flag = flag;
        this.text = flag.text();
        this.at = text.indexOf('=') + 1;
    }

    MountFlag read() {
        if (at == text.length()) {
            throw refuse(flag.slice().span(), "no options", "type=…,target=…");
        }
        List<Option> options = new ArrayList<>();
        int start;
        do {
            start = at;
            String field = at < text.length() && text.charAt(at) == '"' ? quoted() : plain();
            options.add(option(field, flag.span(start, at)));
        } while (at++ < text.length());
        return new MountFlag(options, flag.slice().span());
    }

    /** A field without quotes; leaves {@link #at} on the comma or at the end. */
    private String plain() {
        int start = at;
        int comma = text.indexOf(',', at);
        at = comma < 0 ? text.length() : comma;
        String field = text.substring(start, at);
        if (field.indexOf('"') >= 0) {
            throw refuse(flag.span(start, at), quote(field), "quotes around the whole of \"key=value\", or none");
        }
        return field;
    }

    private String quoted() {
        int start = at++;
        StringBuilder field = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '"') {
                field.append(c);
            } else if (at < text.length() && text.charAt(at) == '"') {
                field.append(c);
                at++;
            } else if (at == text.length() || text.charAt(at) == ',') {
                return field.toString();
            } else {
                break;
            }
        }
        throw refuse(
                flag.span(start, text.length()),
                quote(text.substring(start)),
                "a quoted field closed before the comma");
    }

    private Option option(String field, Span span) {
        int equals = field.indexOf('=');
        String key = (equals < 0 ? field : field.substring(0, equals)).toLowerCase(Locale.ROOT);
        String value = equals < 0 ? "" : field.substring(equals + 1);
        if (!KEYS.contains(key)) {
            throw statement.refuse(
                    Code.BAD_FLAG_VALUE,
                    span,
                    "cannot read --mount of RUN: unknown option \"" + Quote.shorten(field) + "\" (expected: one of "
                            + String.join(", ", KEYS) + ")",
                    Suggestion.hint(key, KEYS));
        }
        if (equals < 0 && !BARE_KEYS.contains(key)) {
            throw refuse(span, quote(field), key + "=value");
        }
        checkLiteral(key, value, span);
        return new Option(key, value, equals < 0, span);
    }

    /** Values that name one of a few words are checked at once where no variable can change them. */
    private void checkLiteral(String key, String value, Span span) {
        int dollar = value.indexOf('$');
        if (key.equals("from")) {
            if (dollar >= 0 && dollar < value.length() - 1) {
                throw statement.refuse(
                        Code.BAD_FLAG_VALUE,
                        span,
                        "cannot expand variables in from of --mount: " + quote(value) + " (expected: a literal name)",
                        Optional.of("name the image with FROM … AS name above, and use that name"));
            }
            return;
        }
        List<String> allowed = key.equals("type") ? TYPES : key.equals("sharing") ? SHARING : List.of();
        boolean literal = dollar < 0 && value.indexOf(statement.escape()) < 0 && value.indexOf('\'') < 0;
        if (!allowed.isEmpty() && literal && !allowed.contains(value.toLowerCase(Locale.ROOT))) {
            throw statement.refuse(
                    Code.BAD_FLAG_VALUE,
                    span,
                    "cannot read " + key + " of --mount: " + quote(value) + " (expected: " + String.join(", ", allowed)
                            + ")",
                    Suggestion.hint(value, allowed));
        }
    }

    private static String quote(String value) {
        return "\"" + Quote.shorten(value) + "\"";
    }

    private DockerfileException refuse(Span where, String found, String expected) {
        return statement.refuse(
                Code.BAD_FLAG_VALUE, where, "cannot read --mount of RUN: " + found + " (expected: " + expected + ")");
    }
}
