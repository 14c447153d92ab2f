package dev.slipway.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What may stand after {@code |}. */
final class Filters {
    private Filters() {}

    static Value apply(String name, Value value, Arguments arguments) {
        return switch (name) {
            case "trim" -> Value.of(value.shown().strip());
            case "upper" -> Value.of(value.shown().toUpperCase(Locale.ROOT));
            case "lower" -> Value.of(value.shown().toLowerCase(Locale.ROOT));
            case "capitalize" -> Value.of(Methods.capitalized(value.shown()));
            case "title" -> Value.of(Methods.titled(value.shown()));
            case "string" -> Value.of(value.shown());
            case "safe" -> value;
            case "escape", "e" -> Value.of(escaped(value.shown()));
            case "length", "count" -> new Value.Int(value.iterated().size());
            case "int" -> whole(value, arguments);
            case "float" ->
                value instanceof Value.Text(String text)
                        ? new Value.Real(Double.parseDouble(text))
                        : new Value.Real(Operators.number(value));
            case "abs" ->
                value instanceof Value.Int(long number)
                        ? new Value.Int(Math.abs(number))
                        : new Value.Real(Math.abs(Operators.number(value)));
            case "default", "d" -> defaulted(value, arguments);
            case "tojson" -> Value.of(JsonWriter.write(value, (int) arguments.number(0, "indent", -1)));
            case "replace" ->
                Value.of(value.shown().replace(arguments.text(0, "old", ""), arguments.text(1, "new", "")));
            case "indent" -> Value.of(indented(value.shown(), arguments));
            case "join" ->
                Value.of(value.iterated().stream()
                        .map(each -> attribute(each, arguments, 1).shown())
                        .collect(Collectors.joining(arguments.text(0, "d", ""))));
            case "first" -> at(value.iterated(), 0);
            case "last" -> at(value.iterated(), value.iterated().size() - 1);
            case "list" -> Value.items(value.iterated());
            case "reverse" -> reversed(value);
            case "sort" -> sorted(value, arguments);
            case "unique" -> Value.items(value.iterated().stream().distinct().toList());
            case "sum" ->
                value.iterated().stream()
                        .reduce(new Value.Int(0), (left, right) -> Operators.arithmetic("+", left, right));
            case "items" -> value instanceof Value.Mapping mapping ? Methods.pairs(mapping) : Value.items(List.of());
            case "dictsort" -> dictionarySorted(value);
            case "map" -> mapped(value, arguments);
            case "select", "reject" -> selected(value, arguments, name.equals("select"), 0);
            case "selectattr", "rejectattr" -> selected(value, arguments, name.equals("selectattr"), 1);
            default -> throw new TemplateException("filter \"" + name + "\" (expected: one of Jinja's)");
        };
    }

    private static Value whole(Value value, Arguments arguments) {
        if (value instanceof Value.Text(String text)) {
            try {
                return new Value.Int((long) Double.parseDouble(text.strip()));
            } catch (NumberFormatException e) {
                return new Value.Int(arguments.number(0, "default", 0));
            }
        }
        return new Value.Int((long) Operators.number(value));
    }

    private static Value defaulted(Value value, Arguments arguments) {
        boolean falsy = arguments.get(1, "boolean", Value.of(false)).isTrue() && !value.isTrue();
        return value instanceof Value.Undefined || falsy ? arguments.get(0, "default_value", Value.of("")) : value;
    }

    private static String indented(String text, Arguments arguments) {
        String indent = " ".repeat((int) Math.clamp(arguments.number(0, "width", 4), 0, 100));
        boolean first = arguments.get(1, "first", Value.of(false)).isTrue();
        String made = text.replaceAll("\n(?=.)", "\n" + indent);
        return first ? indent + made : made;
    }

    private static Value at(List<Value> items, int at) {
        return at >= 0 && at < items.size() ? items.get(at) : new Value.Undefined("item");
    }

    private static Value reversed(Value value) {
        if (value instanceof Value.Text(String text)) {
            return Value.of(new StringBuilder(text).reverse().toString());
        }
        List<Value> items = new ArrayList<>(value.iterated());
        Collections.reverse(items);
        return Value.items(items);
    }

    private static Value sorted(Value value, Arguments arguments) {
        Comparator<Value> order = (left, right) -> {
            Value ours = attribute(left, arguments, 2);
            Value theirs = attribute(right, arguments, 2);
            return Operators.same(ours, theirs) ? 0 : Operators.ordered("<", ours, theirs) ? -1 : 1;
        };
        boolean reverse = arguments.get(0, "reverse", Value.of(false)).isTrue();
        return Value.items(value.iterated().stream()
                .sorted(reverse ? order.reversed() : order)
                .toList());
    }

    private static Value dictionarySorted(Value value) {
        if (!(value instanceof Value.Mapping(Map<String, Value> members))) {
            throw new TemplateException("dictsort of " + value.kind() + " (expected: a mapping)");
        }
        Map<String, Value> sorted = new LinkedHashMap<>();
        members.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(String.CASE_INSENSITIVE_ORDER))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return Methods.pairs(new Value.Mapping(sorted));
    }

    private static Value mapped(Value value, Arguments arguments) {
        if (arguments.named().containsKey("attribute")) {
            return Value.items(value.iterated().stream()
                    .map(each -> attribute(each, arguments, 0))
                    .toList());
        }
        String filter = arguments.text(0, "filter", "");
        Arguments rest = rest(arguments, 1);
        return Value.items(
                value.iterated().stream().map(each -> apply(filter, each, rest)).toList());
    }

    /** @param place where the test's name is: after the attribute, if there is one */
    private static Value selected(Value value, Arguments arguments, boolean wanted, int place) {
        boolean tested = arguments.values().size() > place;
        String test = tested ? arguments.text(place, "test", "") : "";
        Arguments rest = rest(arguments, place + 1);
        List<Value> kept = new ArrayList<>();
        for (Value each : value.iterated()) {
            Value subject = place == 0 ? each : attribute(each, arguments.text(0, "attribute", ""));
            boolean holds = tested ? Tests.holds(test, subject, rest) : subject.isTrue();
            if (holds == wanted) {
                kept.add(each);
            }
        }
        return Value.items(kept);
    }

    private static Arguments rest(Arguments arguments, int from) {
        int size = arguments.values().size();
        return new Arguments(arguments.values().subList(Math.min(from, size), size), Map.of());
    }

    private static Value attribute(Value value, Arguments arguments, int place) {
        return arguments.has(place, "attribute") && arguments.named().containsKey("attribute")
                ? attribute(value, arguments.text(place, "attribute", ""))
                : value;
    }

    /** By a path with dots. */
    private static Value attribute(Value value, String path) {
        Value at = value;
        for (String name : path.split("\\.")) {
            at = at instanceof Value.Mapping(Map<String, Value> members)
                    ? members.getOrDefault(name, new Value.Undefined(name))
                    : new Value.Undefined(name);
        }
        return at;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&#34;")
                .replace("'", "&#39;");
    }
}
