package dev.slipway.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What an expression of a template can be: Python's values, as far as templates see them. Mappings keep their order. */
public sealed interface Value {
    record None() implements Value {}

    /** @param name what was looked for */
    record Undefined(String name) implements Value {
        /** What {@code a if b} is without b: empty also for Jinja's {@code StrictUndefined}. */
        static final Undefined NO_ELSE = new Undefined("else");
    }

    record Bool(boolean flag) implements Value {}

    record Int(long number) implements Value {}

    record Real(double number) implements Value {}

    record Text(String text) implements Value {}

    /** Lists and tuples. */
    record Items(List<Value> values) implements Value {}

    /** Dictionaries and namespaces; insertion order. */
    record Mapping(Map<String, Value> members) implements Value {}

    record Callable(String name, Function function) implements Value {}

    /** Something that can be called. */
    interface Function {
        Value call(Arguments arguments);
    }

    static Value none() {
        return new None();
    }

    static Value of(boolean flag) {
        return new Bool(flag);
    }

    static Value of(String text) {
        return new Text(text);
    }

    default boolean isTrue() {
        return switch (this) {
            case None none -> false;
            case Undefined undefined -> false;
            case Bool(boolean flag) -> flag;
            case Int(long number) -> number != 0;
            case Real(double number) -> number != 0;
            case Text(String text) -> !text.isEmpty();
            case Items(List<Value> values) -> !values.isEmpty();
            case Mapping(Map<String, Value> members) -> !members.isEmpty();
            case Callable callable -> true;
        };
    }

    /** As {@code str()} has it. */
    default String shown() {
        return switch (this) {
            case Text(String text) -> text;
            case Undefined undefined -> "";
            default -> quoted();
        };
    }

    /** As {@code repr()} has it. */
    default String quoted() {
        return switch (this) {
            case None none -> "None";
            case Undefined undefined -> "";
            case Bool(boolean flag) -> flag ? "True" : "False";
            case Int(long number) -> Long.toString(number);
            case Real(double number) -> Double.toString(number);
            case Text(String text) ->
                "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
            case Items(List<Value> values) ->
                values.stream().map(Value::quoted).collect(Collectors.joining(", ", "[", "]"));
            case Mapping(Map<String, Value> members) ->
                members.entrySet().stream()
                        .map(entry -> Value.of(entry.getKey()).quoted() + ": "
                                + entry.getValue().quoted())
                        .collect(Collectors.joining(", ", "{", "}"));
            case Callable(String name, Function function) -> "<function " + name + ">";
        };
    }

    /** What a loop goes through: items, keys, characters. */
    default List<Value> iterated() {
        return switch (this) {
            case Items(List<Value> values) -> List.copyOf(values);
            case Mapping(Map<String, Value> members) ->
                members.keySet().stream().map(Value::of).toList();
            case Text(String text) ->
                text.codePoints().mapToObj(Character::toString).map(Value::of).toList();
            case Undefined undefined -> List.of();
            default ->
                throw new TemplateException("cannot loop over " + kind() + " (expected: a list, a mapping or a text)");
        };
    }

    default String kind() {
        return switch (this) {
            case None none -> "none";
            case Undefined(String name) -> "\"" + name + "\", which is not defined";
            case Bool flag -> "a boolean";
            case Int number -> "a number";
            case Real number -> "a number";
            case Text text -> "a text";
            case Items items -> "a list";
            case Mapping mapping -> "a mapping";
            case Callable callable -> "a function";
        };
    }

    static Items items(List<Value> values) {
        return new Items(new ArrayList<>(values));
    }

    static Mapping mapping(Map<String, Value> members) {
        return new Mapping(new LinkedHashMap<>(members));
    }
}
