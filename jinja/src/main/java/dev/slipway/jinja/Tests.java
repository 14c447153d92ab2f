package dev.slipway.jinja;

/** What may stand after {@code is}. */
final class Tests {
    private Tests() {}

    static boolean holds(String name, Value value, Arguments arguments) {
        return switch (name) {
            case "defined" -> !(value instanceof Value.Undefined);
            case "undefined" -> value instanceof Value.Undefined;
            case "none", "None" -> value instanceof Value.None;
            case "string" -> value instanceof Value.Text;
            case "boolean" -> value instanceof Value.Bool;
            case "integer" -> value instanceof Value.Int;
            case "float" -> value instanceof Value.Real;
            case "number" -> Operators.isNumber(value);
            case "mapping" -> value instanceof Value.Mapping;
            case "iterable", "sequence" ->
                value instanceof Value.Items || value instanceof Value.Text || value instanceof Value.Mapping;
            case "callable" -> value instanceof Value.Callable;
            case "true", "True" -> value.equals(Value.of(true));
            case "false", "False" -> value.equals(Value.of(false));
            case "even" -> Math.floorMod((long) Operators.number(value), 2L) == 0;
            case "odd" -> Math.floorMod((long) Operators.number(value), 2L) == 1;
            case "divisibleby" ->
                Math.floorMod((long) Operators.number(value), Math.max(1, arguments.number(0, "num", 1))) == 0;
            case "in" -> Operators.contains(arguments.get(0, "seq", Value.none()), value);
            case "eq", "equalto", "==", "sameas" -> Operators.same(value, arguments.get(0, "other", Value.none()));
            case "ne", "!=" -> !Operators.same(value, arguments.get(0, "other", Value.none()));
            case "gt", "greaterthan" -> Operators.ordered(">", value, arguments.get(0, "other", Value.none()));
            case "lt", "lessthan" -> Operators.ordered("<", value, arguments.get(0, "other", Value.none()));
            case "ge" -> Operators.ordered(">=", value, arguments.get(0, "other", Value.none()));
            case "le" -> Operators.ordered("<=", value, arguments.get(0, "other", Value.none()));
            case "lower" -> value.shown().equals(value.shown().toLowerCase(java.util.Locale.ROOT));
            case "upper" -> value.shown().equals(value.shown().toUpperCase(java.util.Locale.ROOT));
            default -> throw new TemplateException("test \"" + name + "\" (expected: one of Jinja's)");
        };
    }
}
