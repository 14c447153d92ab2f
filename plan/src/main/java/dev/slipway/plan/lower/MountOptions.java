package dev.slipway.plan.lower;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.MountFlag;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.dockerfile.Word;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.request.Booleans;
import dev.slipway.plan.request.ByteSize;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The options of one {@code --mount}, expanded, under their long names; of options given twice the last counts. */
final class MountOptions {
    private static final List<String> TYPES = List.of("bind", "cache", "tmpfs", "secret", "ssh");
    private static final Map<String, List<String>> ALLOWED = Map.of(
            "bind", List.of("from", "source", "target", "readonly"),
            "cache", List.of("from", "source", "target", "readonly", "id", "sharing", "mode", "uid", "gid"),
            "tmpfs", List.of("target", "size"),
            "secret", List.of("id", "source", "target", "required", "mode", "uid", "gid", "env", "readonly"),
            "ssh", List.of("id", "target", "required", "mode", "uid", "gid", "readonly"));

    private final MountFlag flag;
    private final Faults faults;
    private final Map<String, Value> values = new HashMap<>();
    private final String type;

    private record Value(String text, Span span) {}

    MountOptions(MountFlag flag, StageState stage) {
        this.flag = flag;
        this.faults = stage.faults();
        for (MountFlag.Option option : flag.options()) {
            String value = option.bare() ? "true" : stage.expand(new Word(option.value(), option.span()));
            put(option.key(), new Value(value, option.span()));
        }
        this.type = text("type").orElse("bind").toLowerCase(Locale.ROOT);
        checkKeys();
    }

    private void put(String key, Value value) {
        switch (key) {
            case "src" -> values.put("source", value);
            case "dst", "destination" -> values.put("target", value);
            case "ro" -> values.put("readonly", value);
            case "rw", "readwrite" -> values.put("readonly", new Value(negated(key, value), value.span()));
            default -> values.put(key, value);
        }
    }

    private String negated(String key, Value value) {
        return Boolean.toString(!bool(key, value));
    }

    private void checkKeys() {
        List<String> allowed = ALLOWED.get(type);
        if (allowed == null) {
            throw faults.refuse(
                    Code.BAD_FLAG_VALUE,
                    span("type"),
                    "cannot mount type \"" + type + "\"",
                    String.join(", ", TYPES),
                    Suggestion.hint(type, TYPES));
        }
        values.forEach((key, value) -> {
            if (!key.equals("type") && !allowed.contains(key)) {
                throw faults.refuse(
                        value.span(),
                        "cannot use \"" + key + "\" on a mount of type " + type,
                        String.join(", ", allowed));
            }
        });
    }

    String type() {
        return type;
    }

    /** Present and not empty. */
    Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).map(Value::text).filter(text -> !text.isEmpty());
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    Span span(String key) {
        Value value = values.get(key);
        return value == null ? flag.span() : value.span();
    }

    boolean flag(String key, boolean absent) {
        Value value = values.get(key);
        return value == null ? absent : bool(key, value);
    }

    private boolean bool(String key, Value value) {
        return Booleans.parse(value.text()).orElseThrow(() -> wrong(key, value, "true or false"));
    }

    Optional<Long> size() {
        Value value = values.get("size");
        return value == null
                ? Optional.empty()
                : Optional.of(ByteSize.parse(value.text())
                        .orElseThrow(() -> wrong("size", value, "a size such as 64m or 2g")));
    }

    /** Who owns what the mount makes, and its mode. */
    ExecSpec.Ownership owner(int defaultMode) {
        return new ExecSpec.Ownership(number("uid"), number("gid"), mode(defaultMode));
    }

    private long number(String key) {
        Value value = values.get(key);
        if (value == null) {
            return 0;
        }
        boolean digits = !value.text().isEmpty()
                && value.text().length() < 11
                && value.text().chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || Long.parseLong(value.text()) > 0xFFFF_FFFFL) {
            throw wrong(key, value, "a number below 2^32");
        }
        return Long.parseLong(value.text());
    }

    private int mode(int absent) {
        Value value = values.get("mode");
        return value == null
                ? absent
                : Placements.octal(value.text()).orElseThrow(() -> wrong("mode", value, "octal, 0 to 7777"));
    }

    ExecSpec.Sharing sharing() {
        Value value = values.getOrDefault("sharing", new Value("shared", flag.span()));
        return switch (value.text().toLowerCase(Locale.ROOT)) {
            case "shared", "" -> ExecSpec.Sharing.SHARED;
            case "private" -> ExecSpec.Sharing.PRIVATE;
            case "locked" -> ExecSpec.Sharing.LOCKED;
            default -> throw wrong("sharing", value, "shared, private or locked");
        };
    }

    private DockerfileException wrong(String key, Value value, String expected) {
        return faults.refuse(value.span(), "cannot read " + key + " of --mount: \"" + value.text() + "\"", expected);
    }
}
