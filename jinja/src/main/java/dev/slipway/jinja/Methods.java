package dev.slipway.jinja;

import dev.slipway.jinja.Value.Function;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Python's methods of texts, lists and mappings that templates call. */
final class Methods {
    private Methods() {}

    static Optional<Function> find(Value of, String name) {
        return switch (of) {
            case Value.Text(String text) -> Optional.ofNullable(ofText(text, name));
            case Value.Items(List<Value> values) -> Optional.ofNullable(ofItems(values, name));
            case Value.Mapping mapping -> Optional.ofNullable(ofMapping(mapping, name));
            default -> Optional.empty();
        };
    }

    static Value pairs(Value.Mapping mapping) {
        return Value.items(mapping.members().entrySet().stream()
                .<Value>map(entry -> Value.items(List.of(Value.of(entry.getKey()), entry.getValue())))
                .toList());
    }

    static String capitalized(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT)
                        + text.substring(1).toLowerCase(Locale.ROOT);
    }

    static String titled(String text) {
        StringBuilder made = new StringBuilder();
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            made.append(inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
            inWord = Character.isLetter(c);
        }
        return made.toString();
    }

    private static @Nullable Function ofText(String text, String name) {
        return switch (name) {
            case "strip" -> arguments -> Value.of(stripped(text, arguments, true, true));
            case "lstrip" -> arguments -> Value.of(stripped(text, arguments, true, false));
            case "rstrip" -> arguments -> Value.of(stripped(text, arguments, false, true));
            case "upper" -> arguments -> Value.of(text.toUpperCase(Locale.ROOT));
            case "lower" -> arguments -> Value.of(text.toLowerCase(Locale.ROOT));
            case "capitalize" -> arguments -> Value.of(capitalized(text));
            case "title" -> arguments -> Value.of(titled(text));
            case "startswith" ->
                arguments -> Value.of(affixes(arguments).stream().anyMatch(text::startsWith));
            case "endswith" -> arguments -> Value.of(affixes(arguments).stream().anyMatch(text::endsWith));
            case "replace" -> arguments -> Value.of(replaced(text, arguments));
            case "split" -> arguments -> split(text, arguments, false);
            case "rsplit" -> arguments -> split(text, arguments, true);
            case "splitlines" ->
                arguments -> Value.items(text.lines().map(Value::of).toList());
            case "find" -> arguments -> new Value.Int(text.indexOf(arguments.text(0, "sub", "")));
            case "count" ->
                arguments ->
                        new Value.Int(parts(text, arguments.text(0, "sub", " ")).size() - 1L);
            case "join" ->
                arguments -> Value.of(String.join(
                        text,
                        arguments.get(0, "iterable", Value.items(List.of())).iterated().stream()
                                .map(Value::shown)
                                .toList()));
            case "isdigit" ->
                arguments -> Value.of(!text.isEmpty() && text.chars().allMatch(Character::isDigit));
            default -> null;
        };
    }

    private static @Nullable Function ofItems(List<Value> values, String name) {
        return switch (name) {
            case "append" ->
                arguments -> {
                    values.add(arguments.get(0, "object", Value.none()));
                    if (values.size() > Budget.LONGEST_OUTPUT) {
                        throw new TemplateException(
                                "too long a list (expected: at most " + Budget.LONGEST_OUTPUT + " items)");
                    }
                    return Value.none();
                };
            case "pop" ->
                arguments -> {
                    long at = arguments.number(0, "index", -1);
                    int place = (int) (at < 0 ? values.size() + at : at);
                    if (place < 0 || place >= values.size()) {
                        throw new TemplateException("pop: " + at + " (expected: an item of " + values.size() + ")");
                    }
                    return values.remove(place);
                };
            case "index" -> arguments -> new Value.Int(values.indexOf(arguments.get(0, "value", Value.none())));
            default -> null;
        };
    }

    private static @Nullable Function ofMapping(Value.Mapping mapping, String name) {
        Map<String, Value> members = mapping.members();
        return switch (name) {
            case "get" ->
                arguments -> members.getOrDefault(
                        arguments.get(0, "key", Value.none()).shown(), arguments.get(1, "default", Value.none()));
            case "items" -> arguments -> pairs(mapping);
            case "keys" ->
                arguments ->
                        Value.items(members.keySet().stream().map(Value::of).toList());
            case "values" -> arguments -> Value.items(new ArrayList<>(members.values()));
            case "update" ->
                arguments -> {
                    if (arguments.get(0, "other", Value.none()) instanceof Value.Mapping(Map<String, Value> more)) {
                        members.putAll(more);
                    }
                    return Value.none();
                };
            default -> null;
        };
    }

    private static List<String> affixes(Arguments arguments) {
        Value value = arguments.get(0, "prefix", Value.of(""));
        return value instanceof Value.Items(List<Value> values)
                ? values.stream().map(Value::shown).toList()
                : List.of(value.shown());
    }

    private static String stripped(String text, Arguments arguments, boolean left, boolean right) {
        String characters =
                arguments.get(0, "chars", Value.none()) instanceof Value.Text(String given) ? given : " \t\n\r\f\u000b";
        int from = 0;
        int to = text.length();
        while (left && from < to && characters.indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        while (right && to > from && characters.indexOf(text.charAt(to - 1)) >= 0) {
            to--;
        }
        return text.substring(from, to);
    }

    private static String replaced(String text, Arguments arguments) {
        String old = arguments.text(0, "old", "");
        String with = arguments.text(1, "new", "");
        long count = arguments.number(2, "count", -1);
        if (count < 0) {
            long grown = text.length()
                    + (old.isEmpty() ? text.length() + 1L : text.length() / old.length()) * (long) with.length();
            if (grown > Budget.LONGEST_OUTPUT) {
                throw new TemplateException(
                        "too long a text (expected: at most " + Budget.LONGEST_OUTPUT + " characters)");
            }
            return text.replace(old, with);
        }
        String made = text;
        int at = 0;
        for (long i = 0; i < Math.min(count, text.length()) && made.indexOf(old, at) >= 0; i++) {
            at = made.indexOf(old, at);
            made = made.substring(0, at) + with + made.substring(at + old.length());
            at += with.length();
        }
        return made;
    }

    private static Value split(String text, Arguments arguments, boolean fromRight) {
        if (!(arguments.get(0, "sep", Value.none()) instanceof Value.Text(String separator))) {
            return Value.items(Arrays.stream(text.strip().split("\\s+"))
                    .filter(part -> !part.isEmpty())
                    .map(Value::of)
                    .toList());
        }
        List<String> parts = parts(text, separator);
        long most = arguments.number(1, "maxsplit", -1);
        if (most >= 0 && parts.size() > most + 1) {
            int cut = (int) (fromRight ? parts.size() - most : most);
            List<String> kept = new ArrayList<>(
                    fromRight ? List.of(String.join(separator, parts.subList(0, cut))) : parts.subList(0, cut));
            if (fromRight) {
                kept.addAll(parts.subList(cut, parts.size()));
            } else {
                kept.add(String.join(separator, parts.subList(cut, parts.size())));
            }
            parts = kept;
        }
        return Value.items(parts.stream().map(Value::of).toList());
    }

    private static List<String> parts(String text, String separator) {
        if (separator.isEmpty()) {
            throw new TemplateException("split: \"\" (expected: a separator)");
        }
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
            parts.add(text.substring(from, at));
            from = at + separator.length();
        }
        parts.add(text.substring(from));
        return parts;
    }
}
