package dev.slipway.dockerfile.parse;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.Flag;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.syntax.RawFlag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks an instruction's flags against those it has (Dockerfile reference, by instruction). */
final class FlagReader {
    /** What a flag's value is, and whether it may be repeated. */
    enum Kind {
        SWITCH,
        VALUE,
        VALUES
    }

    private static final Map<String, Kind> NONE = Map.of();
    private static final Map<String, Kind> FROM = Map.of("platform", Kind.VALUE);
    private static final Map<String, Kind> RUN =
            Map.of("mount", Kind.VALUES, "network", Kind.VALUE, "security", Kind.VALUE);
    private static final Map<String, Kind> COPY = Map.of(
            "from", Kind.VALUE,
            "chown", Kind.VALUE,
            "chmod", Kind.VALUE,
            "link", Kind.SWITCH,
            "parents", Kind.SWITCH,
            "exclude", Kind.VALUES);
    private static final Map<String, Kind> ADD = Map.of(
            "chown", Kind.VALUE,
            "chmod", Kind.VALUE,
            "link", Kind.SWITCH,
            "exclude", Kind.VALUES,
            "checksum", Kind.VALUE,
            "keep-git-dir", Kind.SWITCH,
            "unpack", Kind.SWITCH);
    private static final Map<String, Kind> HEALTHCHECK = Map.of(
            "interval", Kind.VALUE,
            "timeout", Kind.VALUE,
            "start-period", Kind.VALUE,
            "start-interval", Kind.VALUE,
            "retries", Kind.VALUE);

    private final Statement statement;
    private final Map<String, Kind> known;

    private FlagReader(Statement statement) {
        this.statement = statement;
        this.known = switch (statement.name()) {
            case "FROM" -> FROM;
            case "RUN" -> RUN;
            case "COPY" -> COPY;
            case "ADD" -> ADD;
            case "HEALTHCHECK" -> HEALTHCHECK;
            default -> NONE;
        };
    }

    static FlagValues read(Statement statement) {
        List<RawFlag> raw = statement.head().flags();
        if (raw.isEmpty()) {
            return new FlagValues(List.of());
        }
        FlagReader reader = new FlagReader(statement);
        List<Flag> flags = new ArrayList<>(raw.size());
        Set<String> seen = new HashSet<>();
        for (RawFlag flag : raw) {
            Flag read = reader.flag(flag);
            if (!seen.add(read.name()) && reader.known.get(read.name()) != Kind.VALUES) {
                throw statement.refuse(
                        Code.DUPLICATE_FLAG,
                        read.span(),
                        "cannot repeat \"--" + read.name() + "\" of " + statement.name() + " (expected: once)");
            }
            flags.add(read);
        }
        return new FlagValues(flags);
    }

    private Flag flag(RawFlag raw) {
        String text = raw.text();
        int equals = text.indexOf('=');
        String name = text.substring(2, equals < 0 ? text.length() : equals);
        Kind kind = known.get(name);
        if (kind == null) {
            throw unknown(raw, name);
        }
        Optional<Word> value = equals < 0
                ? Optional.empty()
                : Optional.of(new Word(text.substring(equals + 1), raw.span(equals + 1, text.length())));
        Span span = raw.slice().span();
        if (kind == Kind.SWITCH) {
            return new Flag(name, Optional.of(switchValue(name, value, span)), span);
        }
        if (value.isEmpty()) {
            throw statement.refuse(
                    Code.BAD_FLAG_VALUE,
                    span,
                    "cannot read \"--" + name + "\" of " + statement.name() + ": no value (expected: --" + name
                            + "=value)");
        }
        return new Flag(name, value, span);
    }

    private Word switchValue(String name, Optional<Word> value, Span span) {
        if (value.isEmpty()) {
            return new Word("true", span);
        }
        String text = value.get().text().toLowerCase(Locale.ROOT);
        if (!text.equals("true") && !text.equals("false")) {
            throw statement.refuse(
                    Code.BAD_FLAG_VALUE,
                    value.get().text().isEmpty() ? span : value.get().span(),
                    "cannot read \"--" + name + "\" of " + statement.name() + ": \""
                            + value.get().text() + "\" (expected: true or false)");
        }
        return new Word(text, value.get().span());
    }

    private DockerfileException unknown(RawFlag raw, String name) {
        Span span = raw.slice().span();
        if (statement.name().equals("RUN") && name.equals("device")) {
            return statement.refuse(
                    Code.UNSUPPORTED,
                    span,
                    "cannot give RUN a device: \"" + Quote.shorten(raw.text())
                            + "\" (expected: --mount, --network or --security)",
                    Optional.of("remove --device; Slipway builds without CDI devices"));
        }
        List<String> names =
                known.keySet().stream().sorted().map(flag -> "--" + flag).toList();
        String expected = names.isEmpty() ? statement.name() + " has no flags" : String.join(", ", names);
        return statement.refuse(
                Code.UNKNOWN_FLAG,
                raw.span(0, name.length() + 2),
                "cannot read the flag \"--" + Quote.shorten(name) + "\" of " + statement.name() + " (expected: "
                        + expected + ")",
                Suggestion.hint("--" + name, names));
    }
}
