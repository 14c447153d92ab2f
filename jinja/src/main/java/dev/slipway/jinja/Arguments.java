package dev.slipway.jinja;

import java.util.List;
import java.util.Map;

/** What a call was given: by place (from 0 on) and by name. A value of another kind is a {@link TemplateException}. */
public record Arguments(List<Value> values, Map<String, Value> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    public Arguments {
        values = List.copyOf(values);
        named = Map.copyOf(named);
    }

    public boolean has(int place, String name) {
        return place < values.size() || named.containsKey(name);
    }

    public Value get(int place, String name, Value otherwise) {
        return place < values.size() ? values.get(place) : named.getOrDefault(name, otherwise);
    }

    public String text(int place, String name, String otherwise) {
        Value value = get(place, name, Value.of(otherwise));
        if (value instanceof Value.Text(String text)) {
            return text;
        }
        throw new TemplateException(name + ": " + value.kind() + " (expected: a text)");
    }

    public long number(int place, String name, long otherwise) {
        return switch (get(place, name, new Value.Int(otherwise))) {
            case Value.Int(long number) -> number;
            case Value.Bool(boolean flag) -> flag ? 1 : 0;
            case Value other -> throw new TemplateException(name + ": " + other.kind() + " (expected: a number)");
        };
    }
}
